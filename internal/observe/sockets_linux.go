package observe

import (
	"encoding/binary"
	"strconv"

	"golang.org/x/sys/unix"
)

// pairSockets adds the connected pairs of Unix sockets that have no name, such as those
// of socketpair(2). The kernel lists the sockets of this network namespace
// (sock_diag(7)).
func (s *Snapshot) pairSockets() {
	type socket struct {
		peer  uint32
		bytes int
	}
	unnamed := make(map[uint32]socket)
	listSockets(func(inode, peer uint32, bytes int) { unnamed[inode] = socket{peer, bytes} })
	for inode, socket := range unnamed {
		if unnamed[socket.peer].peer == inode {
			s.Channels[socketName(inode)] = &Channel{Peer: socketName(socket.peer), Known: true, Bytes: socket.bytes}
		}
	}
}

func socketName(inode uint32) string { return "socket:[" + strconv.FormatUint(uint64(inode), 10) + "]" }

// What is asked for, and the attributes of an answer (linux/unix_diag.h).
const (
	showName, showPeer, showQueues = 1 << 0, 1 << 2, 1 << 4
	nameOfSocket, peer, queues     = 0, 2, 4
	established                    = 1
)

// listSockets calls found for each connected socket without a name, with how many bytes
// it has not read. Where the kernel has no sock_diag, there are none.
func listSockets(found func(inode, peer uint32, bytes int)) {
	link, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return
	}
	defer unix.Close(link)
	native := binary.NativeEndian
	const length = unix.SizeofNlMsghdr + 24 // struct unix_diag_req
	request := native.AppendUint32(nil, length)
	request = native.AppendUint16(request, unix.SOCK_DIAG_BY_FAMILY)
	request = native.AppendUint16(request, unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	request = append(request, make([]byte, 8)...) // sequence, PID
	request = append(request, unix.AF_UNIX, 0, 0, 0)
	request = native.AppendUint32(request, 1<<established)
	request = native.AppendUint32(request, 0) // any inode
	request = native.AppendUint32(request, showName|showPeer|showQueues)
	request = append(request, make([]byte, 8)...) // cookie
	if err := unix.Sendto(link, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return
	}
	buffer := make([]byte, 64<<10)
	for {
		n, _, err := unix.Recvfrom(link, buffer, 0)
		if err != nil {
			return
		}
		for answer := buffer[:n]; len(answer) >= unix.SizeofNlMsghdr; {
			size := int(native.Uint32(answer))
			kind := native.Uint16(answer[4:])
			if kind == unix.NLMSG_DONE || kind == unix.NLMSG_ERROR || size > len(answer) {
				return
			}
			parseSocket(answer[unix.SizeofNlMsghdr:size], found)
			answer = answer[min(len(answer), aligned(size)):]
		}
	}
}

// parseSocket reads a struct unix_diag_msg and its attributes.
func parseSocket(message []byte, found func(inode, peer uint32, bytes int)) {
	native := binary.NativeEndian
	const header = 16
	if len(message) < header {
		return
	}
	var other uint32
	var bytes int
	for rest := message[header:]; len(rest) >= unix.SizeofNlAttr; {
		size, kind := int(native.Uint16(rest)), native.Uint16(rest[2:])
		if size < unix.SizeofNlAttr || size > len(rest) {
			return
		}
		switch value := rest[unix.SizeofNlAttr:size]; kind {
		case nameOfSocket:
			return
		case peer:
			other = native.Uint32(value)
		case queues:
			bytes = int(native.Uint32(value))
		}
		rest = rest[min(len(rest), aligned(size)):]
	}
	if other != 0 {
		found(native.Uint32(message[4:]), other, bytes)
	}
}

// aligned returns size rounded up as in netlink(3).
func aligned(size int) int { return (size + 3) &^ 3 }
