package fifo

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dustin/go-humanize"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// Progress is the line of -p on standard error: bytes, rate and time. At a terminal it is
// redrawn four times a second, elsewhere it is written once, at the end. It only reads the
// counter of the copy, and never makes the copy wait.
type Progress struct {
	program *cli.Program
	moved   *atomic.Int64
	total   int64 // bytes, or 0 if it is not known before the end of input
	begin   time.Time
	once    sync.Once
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

// Finish writes the last state of the line, once, if standard error takes it within a tenth
// of a second. It does nothing for nil.
func (l *Progress) Finish() {
	if l == nil {
		return
	}
	l.once.Do(func() { close(l.finish) })
	select {
	case <-l.done:
	case <-time.After(time.Second / 10):
	}
}

// run owns every write of the line: one that waits after all, since another program has
// filled standard error just before, holds up nothing but this goroutine.
func (l *Progress) run() {
	defer close(l.done)
	atTerminal := l.program.AtTerminal()
	redraw := time.NewTicker(time.Second / 4)
	defer redraw.Stop()
	for {
		select {
		case <-redraw.C:
			if atTerminal && pipe.Stderr.WritableWithin(0) {
				pipe.Stderr.Write([]byte("\r" + l.line() + clearToEnd))
			}
		case <-l.finish:
			line := l.line() + "\n"
			if atTerminal {
				line = "\r" + l.line() + clearToEnd + "\n"
			}
			if pipe.Stderr.WritableWithin(time.Second / 10) {
				pipe.Stderr.Write([]byte(line))
			}
			return
		}
	}
}

const clearToEnd = "\x1b[K" // of the line: what a longer one before has left there

// line returns the state of the copy. Where the total is known it has a percentage and
// the time left. An input that grows is never more than complete.
func (l *Progress) line() string {
	moved, elapsed := l.moved.Load(), time.Since(l.begin)
	rate := float64(moved) / elapsed.Seconds()
	var line strings.Builder
	total := max(l.total, moved)
	line.WriteString(size(moved))
	if l.total > 0 {
		fmt.Fprintf(&line, " / %s  %.2f%%", size(total), 100*float64(moved)/float64(total))
	}
	fmt.Fprintf(&line, "  %s/s  %v", size(int64(rate)), elapsed.Round(time.Second))
	if l.total > 0 && moved > 0 && moved < total {
		left := time.Duration(float64(total-moved) / rate * float64(time.Second))
		fmt.Fprintf(&line, "  %v left", left.Round(time.Second))
	}
	return line.String()
}

// size returns a number of bytes with four digits, such as 28.61 MiB.
func size(bytes int64) string { return humanize.IBytesN(uint64(bytes), 4) }
