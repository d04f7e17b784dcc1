package pipe

import "time"

// Flow counts the bytes that move through pipes, and enlarges the pipes for bulk data:
// then one call moves more, and either side runs longer before it waits.
//
// A pipe at rest, or one that moves no more than a player plays, stays as it is. If it
// were larger, its data would be late, and the user's other pipes might get no pages
// (pipe(7)).
type Flow struct {
	Pipes []int // descriptors; other files are left alone
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

// Output is a descriptor and the flow that ends in it.
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
