//go:build unix && !linux

package pipe

import "time"

// longestPause is short, because outside Linux no event sends a signal.
const longestPause = time.Second / 16

func (w *Watch) begin() {}

func (w *Watch) End() {}

// Unread returns 0: outside Linux, not every end of a pipe shows how many bytes it holds.
func Unread(int) (int, error) { return 0, nil }
