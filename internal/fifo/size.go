package fifo

import (
	"fmt"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// resize gives the open FIFO the size of --pipe-size.
func (f *FIFO) resize(descriptor int) error {
	size := f.options.PipeSize
	if size == 0 {
		return nil
	}
	if err := pipe.Resize(descriptor, size); err != nil {
		return fmt.Errorf("--pipe-size: %d bytes: %w", size, cli.Reason(err))
	}
	return nil
}

// Enlarge enlarges the open FIFO for a record that does not fit, and reports whether the
// FIFO has grown. With --pipe-size, the FIFO keeps its size.
func (f *FIFO) Enlarge(descriptor int) (grown bool) {
	return f.options.PipeSize == 0 && pipe.Enlarge(descriptor)
}

// Flow returns the flow between the open FIFO and a standard file. With --pipe-size, the
// FIFO keeps its size.
func (f *FIFO) Flow(descriptor, standard int) pipe.Flow {
	if f.options.PipeSize != 0 {
		return pipe.Flow{Pipes: []int{standard}}
	}
	return pipe.Flow{Pipes: []int{descriptor, standard}}
}
