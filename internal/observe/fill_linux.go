package observe

import (
	"errors"
	"strconv"

	"golang.org/x/sys/unix"
)

// fill finds out how full each pipe is, by a copy of one of its ends. It takes a read end
// only if there is no write end: a copied read end lets a write succeed that has no
// reader.
func (s *Snapshot) fill() {
	for name, channel := range s.Channels {
		if channel.Peer != "" {
			continue
		}
		ends := s.Writers(name)
		if len(ends) == 0 {
			ends = s.Readers(name)
		}
		for _, end := range ends {
			err := channel.measure(end)
			if err == nil {
				break
			}
			if errors.Is(err, unix.EPERM) {
				s.explain(end.PID)
			}
		}
	}
}

// measure reads how many bytes are in the pipe of which end is one, and how many it can
// hold. An open of /proc/PID/fd/N would open a FIFO, and wake other processes.
func (c *Channel) measure(end End) error {
	process, err := unix.PidfdOpen(end.PID, 0)
	if err != nil {
		return err
	}
	defer unix.Close(process)
	copied, err := unix.PidfdGetfd(process, end.Descriptor.Number, 0)
	if err != nil {
		return err
	}
	defer unix.Close(copied)
	if nameOf(copied) != end.Descriptor.Name {
		return errors.New("the descriptor has become another file")
	}
	bytes, err := unix.IoctlGetInt(copied, unix.TIOCINQ) // the same as FIONREAD
	if err != nil {
		return err
	}
	size, err := unix.FcntlInt(uintptr(copied), unix.F_GETPIPE_SZ, 0)
	if err != nil {
		return err
	}
	c.Known, c.Bytes, c.Size = true, bytes, size
	return nil
}

// nameOf returns the name of the channel of which descriptor is an end.
func nameOf(descriptor int) string {
	own := "/proc/self/fd/" + strconv.Itoa(descriptor)
	target := readLink(own)
	if fifo, ok := FIFOName(own); ok && target[0] == '/' {
		return fifo
	}
	return target
}
