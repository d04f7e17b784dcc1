package pipe

import (
	"os"
	"sync/atomic"
	"testing"
)

func BenchmarkRun(b *testing.B)   { benchmark(b, (*Copy).Run) } // splice(2) on Linux
func BenchmarkPlain(b *testing.B) { benchmark(b, (*Copy).plain) }

// benchmark moves bytes from a pipe to /dev/null.
func benchmark(b *testing.B, move func(*Copy) error) {
	const writes = 16
	data := make([]byte, 1<<20)
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer null.Close()
	b.SetBytes(int64(writes * len(data)))
	for b.Loop() {
		reader, writer, err := os.Pipe()
		if err != nil {
			b.Fatal(err)
		}
		go func() {
			for range writes {
				writer.Write(data)
			}
			writer.Close()
		}()
		var moved atomic.Int64
		copying := Copy{Ends: Ends{To: int(null.Fd()), From: int(reader.Fd()), Moved: &moved}}
		if err := move(&copying); err != nil || moved.Load() != int64(writes*len(data)) {
			b.Fatalf("%d bytes moved: %v", moved.Load(), err)
		}
		reader.Close()
	}
}
