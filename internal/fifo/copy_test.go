package fifo

import (
	"os"
	"testing"
)

func BenchmarkSplice(b *testing.B)    { benchmark(b, (*transfer).run) } // on Linux
func BenchmarkReadWrite(b *testing.B) { benchmark(b, (*transfer).copyPlainly) }

// benchmark moves bytes from a pipe to /dev/null.
func benchmark(b *testing.B, move func(*transfer) error) {
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
		moved := 0
		copying := transfer{
			to: int(null.Fd()), from: int(reader.Fd()),
			count: func(n int64) { moved += int(n) },
		}
		if err := move(&copying); err != nil || moved != writes*len(data) {
			b.Fatalf("%d bytes moved: %v", moved, err)
		}
		reader.Close()
	}
}
