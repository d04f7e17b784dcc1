package fifo

import (
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// Progress is the line of -p on standard error: bytes, rate and time. At a terminal it is
// redrawn four times per second. Elsewhere it is written once, at the end. It only reads
// the counter of the copy, so it never makes the copy wait.
type Progress struct {
	program *cli.Program
	moved   *atomic.Int64
	total   int64 // bytes, or 0 if it is not known before the end of input
	begin   time.Time
	finish  chan struct{}
	done    chan struct{}
}

// StartProgress shows the progress of moved, in bytes, until Finish is called.
func StartProgress(program *cli.Program, moved *atomic.Int64, total int64) *Progress {
	progress := &Progress{
		program: program, moved: moved, total: total, begin: time.Now(),
		finish: make(chan struct{}), done: make(chan struct{}),
	}
	go progress.run()
	return progress
}

// Finish writes the line for the last time, if standard error takes it within a tenth of
// a second. It must be called once only.
func (p *Progress) Finish() {
	close(p.finish)
	select {
	case <-p.done:
	case <-time.After(time.Second / 10):
	}
}

// run writes the line in a goroutine of its own. If another program fills standard error
// at that moment, only this goroutine waits.
func (p *Progress) run() {
	defer close(p.done)
	redraw := time.NewTicker(time.Second / 4)
	defer redraw.Stop()
	for {
		select {
		case <-redraw.C:
			if p.program.AtTerminal() && pipe.Stderr.WritableWithin(0) {
				pipe.Stderr.Write([]byte(p.line(false)))
			}
		case <-p.finish:
			if pipe.Stderr.WritableWithin(time.Second / 10) {
				pipe.Stderr.Write([]byte(p.line(true) + "\n"))
			}
			return
		}
	}
}

// line returns the bytes, the rate and the time. If the total is known, it adds the
// percentage and, until the copy is finished, the time left. At a terminal it replaces
// the previous line, and is no wider than the terminal.
func (p *Progress) line(finished bool) string {
	moved, elapsed := p.moved.Load(), time.Since(p.begin)
	rate := float64(moved) / elapsed.Seconds()
	total := max(p.total, moved) // an input that grows is never more than complete
	line := size(moved)
	if p.total > 0 {
		line += fmt.Sprintf(" / %s  %.2f%%", size(total), 100*float64(moved)/float64(total))
	}
	line += fmt.Sprintf("  %s/s  %v", size(int64(rate)), elapsed.Round(time.Second))
	if p.total > 0 && moved > 0 && !finished {
		const longest = 100 * 365 * 24 * 3600 // seconds; a time.Duration can hold as many
		left := min(float64(total-moved)/rate, longest)
		line += fmt.Sprintf("  %v left", (time.Duration(left) * time.Second).Round(time.Second))
	}
	if !p.program.AtTerminal() {
		return line
	}
	if window, err := unix.IoctlGetWinsize(unix.Stderr, unix.TIOCGWINSZ); err == nil && window.Col > 0 {
		line = line[:min(len(line), int(window.Col)-1)]
	}
	const clearToEnd = "\x1b[K"
	return "\r" + line + clearToEnd
}

// size returns a number of bytes with four digits, such as 28.61 MiB.
func size(bytes int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	number, unit := float64(bytes), 0
	for ; number >= 1024; unit++ {
		number /= 1024
	}
	return fmt.Sprintf("%.4g %s", number, units[unit])
}
