//go:build unix && !linux

package pipe

import "time"

// longestPause is short, because outside Linux no event sends a signal.
const longestPause = time.Second / 16

func (w *Watch) begin() {}

// End has nothing to end.
func (w *Watch) End() {}
