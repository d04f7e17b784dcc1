package pipe

import "golang.org/x/sys/unix"

// Grow returns a buffer of twice the capacity with the contents of buffer, which the
// caller must not use again. For nil, it returns a first buffer. All others are outside
// the Go heap: mremap(2) moves their pages instead of copying their bytes, so a long
// record is never in memory twice.
func Grow(buffer []byte) ([]byte, error) {
	size := 2 * cap(buffer)
	switch {
	case buffer == nil:
		return make([]byte, 0, bufferSize), nil
	case cap(buffer) > bufferSize:
		larger, err := unix.Mremap(buffer[:cap(buffer)], size, unix.MREMAP_MAYMOVE)
		if err != nil {
			return nil, err
		}
		return larger[:len(buffer)], nil
	}
	larger, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, err
	}
	return larger[:copy(larger, buffer)], nil
}
