package pipe

import "time"

// Flow counts the bytes that move through pipes, and enlarges the pipes for bulk data. It
// leaves a slow pipe as it is: in a larger one, data would be late, and the user's other
// pipes might get no pages (pipe(7)). See "When a pipe is enlarged" in
// doc/how-it-works.md.
type Flow struct {
	Pipes []int // descriptors; files that are not pipes stay as they are
	moved int64 // since the last look at the clock
	since time.Time
}

// Add counts n bytes that have moved.
func (f *Flow) Add(n int64) {
	const bulk, within = 4 << 20, time.Second / 10
	if f.moved += n; f.moved < bulk {
		return
	}
	now := time.Now()
	if now.Sub(f.since) < within {
		for _, descriptor := range f.Pipes {
			Enlarge(descriptor)
		}
		f.Pipes = nil
	}
	f.moved, f.since = 0, now
}

// Output is a descriptor with the flow into it.
type Output struct {
	Descriptor
	Flow
}

// NewOutput returns an output whose pipe is enlarged for bulk data.
func NewOutput(to Descriptor) *Output { return &Output{to, Flow{Pipes: []int{int(to)}}} }

func (o *Output) Write(data []byte) (written int, err error) {
	written, err = o.Descriptor.Write(data)
	o.Add(int64(written))
	return written, err
}
