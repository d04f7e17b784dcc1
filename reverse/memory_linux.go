package main

import "golang.org/x/sys/unix"

// grow returns memory of twice the size that begins with what buffer holds. What is
// larger than the first buffer is not the garbage collector's, and the system moves
// its pages, not its bytes: mremap(2). So a long record is in memory just once.
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
