package main

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe"
	"ipctools/internal/pipe"
)

// interval is the time between two pictures.
const interval = time.Second / 4

// redraw draws one picture after the other until no process is left, or until ended is
// closed. At a terminal a picture takes the place of the one before. Elsewhere only
// pictures that differ are written.
func (set settings) redraw(output pipe.Descriptor, choose *selection, ended <-chan struct{}) error {
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, unix.SIGWINCH)
	mayEnd := ended != nil // but a FIFO may be opened only later
	var last frame
	for {
		s, err := observe.Take(choose.from)
		if err != nil {
			return err
		}
		if choose.haveEnded && mayEnd {
			return nil
		}
		mayEnd = mayEnd || !choose.haveEnded
		on := screenOf(output)
		next := frame{set.draw(s, choose, on), on.columns, on.rows}
		if _, err := output.Write([]byte(next.after(last, on))); err != nil {
			return cli.OutputError(err)
		}
		last = next
		select {
		case <-ended:
			return nil
		case <-resized:
		case <-time.After(interval):
		}
		// A picture that stays the same is not written, which would fail.
		if events, err := pipe.Poll(int(output), 0, 0); err == nil && events&unix.POLLERR != 0 {
			return cli.OutputError(unix.EPIPE)
		}
	}
}

// frame is a picture on a screen of some size.
type frame struct {
	text          string
	columns, rows int
}

// after returns what turns the frame last into f.
func (f frame) after(last frame, on screen) string {
	switch {
	case f.text == last.text && f.columns == last.columns:
		return ""
	case !on.canRedraw && last.text == "":
		return f.text
	case !on.canRedraw:
		return "\n" + f.text
	}
	var begin string
	switch height := strings.Count(last.visible(), "\n"); {
	case last.text == "":
	case f.columns != last.columns || f.rows < last.rows: // the terminal may have moved the lines
		begin = "\x1b[H\x1b[2J"
	case height > 0:
		begin = fmt.Sprintf("\x1b[%dA\x1b[J", height)
	}
	const noWrap, autoWrap = "\x1b[?7l", "\x1b[?7h" // a wide character may exceed the line
	return begin + noWrap + f.visible() + autoWrap
}

// visible returns the rows that fit on the screen, above that of the cursor.
func (f frame) visible() string {
	rows := strings.SplitAfter(f.text, "\n")
	if room := f.rows - 1; room > 0 && len(rows)-1 > room {
		more := fmt.Sprintf("… %d lines more\n", len(rows)-room)
		return strings.Join(rows[:room-1], "") + more
	}
	return f.text
}
