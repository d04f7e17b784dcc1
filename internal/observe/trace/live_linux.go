package trace

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// live reads strace's report. If strace has printed only the beginning of a call, and
// nothing more for a while, live ends the line as strace does it when another process
// goes on. So a call that waits is known while it waits.
type live struct {
	file    *os.File
	ready   []byte // for the next Read
	partial []byte // the last line, if it has not ended
	cut     string // of a line that was ended here: its thread and the name of its call
}

// patience is how long a call may last before it waits.
const patience = 20 * time.Millisecond

func (r *live) Read(buffer []byte) (int, error) {
	for len(r.ready) == 0 {
		var limit time.Time
		if _, ok := r.head(); ok {
			limit = time.Now().Add(patience)
		}
		r.file.SetReadDeadline(limit)
		chunk := make([]byte, 1<<16)
		n, err := r.file.Read(chunk)
		r.add(chunk[:n])
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			r.cut, _ = r.head()
			r.ready = append(r.partial, unfinished+"\n"...)
			r.partial = nil
		case err != nil:
			r.ready = append(r.ready, r.partial...)
			r.partial = nil
			if len(r.ready) == 0 {
				return 0, err
			}
		}
	}
	n := copy(buffer, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// add takes the next bytes of the report: whole lines are ready.
func (r *live) add(chunk []byte) {
	if len(chunk) > 0 && r.cut != "" {
		tid, name, _ := strings.Cut(r.cut, " ")
		now := time.Now()
		r.partial = fmt.Appendf(r.partial, "%s %d.%06d <... %s resumed>", tid, now.Unix(), now.Nanosecond()/1000, name)
		r.cut = ""
	}
	r.partial = append(r.partial, chunk...)
	end := bytes.LastIndexByte(r.partial, '\n') + 1
	r.ready = append(r.ready, r.partial[:end]...)
	r.partial = bytes.Clone(r.partial[end:])
}

// head returns the thread and the name of the call that the last line begins.
func (r *live) head() (head string, ok bool) {
	tid, rest, _ := strings.Cut(string(r.partial[:min(len(r.partial), 100)]), " ")
	_, text, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	name, _, found := strings.Cut(text, "(")
	return tid + " " + name, found && !strings.ContainsAny(name, " <")
}
