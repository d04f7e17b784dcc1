package fifo

import (
	"time"

	"github.com/cheggaaa/pb/v3"
	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// bar is the progress line of -p; nil without.
type bar struct{ *pb.ProgressBar }

// startProgress shows the progress line until the program ends, if it was asked for.
// It is redrawn at intervals, whatever the speed; the copying only counts.
func (e *End) startProgress(total int64) {
	if !*e.options.progress {
		return
	}
	var line pb.ProgressBarTemplate = `{{counters . }} {{speed . "%s/s" "-"}} {{etime . }}`
	if total > 0 {
		line = `{{counters . }} {{bar . }} {{percent . }} {{speed . "%s/s" "-"}} {{etime . }} {{rtime . "%s left" "%.0s"}}`
	}
	e.bar.ProgressBar = pb.New64(total).SetTemplate(line).SetWriter(cli.Stderr).Set(pb.Bytes, true).
		Set(pb.Terminal, e.program.AtTerminal()).Set(pb.ReturnSymbol, "\r").SetRefreshRate(250 * time.Millisecond).Start()
	e.program.AtExit(func() { e.bar.Finish() })
}

func (b bar) add(n int64) {
	if b.ProgressBar != nil {
		b.Add64(n)
		if total := b.Total(); total > 0 && b.Current() > total {
			b.SetTotal(b.Current()) // the file has grown, or its last line got a newline
		}
	}
}

// inputSize returns how many bytes standard input still has, 0 where only its end
// will tell.
func inputSize() int64 {
	var stat unix.Stat_t
	if unix.Fstat(unix.Stdin, &stat) != nil || stat.Mode&unix.S_IFMT != unix.S_IFREG {
		return 0
	}
	offset, err := unix.Seek(unix.Stdin, 0, unix.SEEK_CUR)
	if err != nil {
		return 0
	}
	return max(0, stat.Size-offset)
}
