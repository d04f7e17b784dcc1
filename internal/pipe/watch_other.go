//go:build unix && !linux

package pipe

import "time"

// longestPause is short, because it is all that a watch has outside Linux.
const longestPause = time.Second / 16

func (w *Watch) begin() {}

// End ends the watch.
func (w *Watch) End() {}
