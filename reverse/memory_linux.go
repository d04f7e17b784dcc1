package main

import "golang.org/x/sys/unix"

// grow returns a buffer of twice the capacity with the contents of buffer. All buffers
// but the first are outside the Go heap: mremap(2) moves their pages instead of copying
// their bytes, so a long record is never in memory twice.
func grow(buffer []byte) ([]byte, error) {
	size := 2 * cap(buffer)
	if cap(buffer) > bufferSize {
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
