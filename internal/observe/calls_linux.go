package observe

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// calls holds what the arguments of a system call say about the wait. Those that only
// older architectures have are in legacyCalls.
var calls = map[int64]func(pid int, arguments [6]uint64) Wait{
	unix.SYS_READ:         reads,
	unix.SYS_READV:        reads,
	unix.SYS_RECVFROM:     reads,
	unix.SYS_RECVMSG:      reads,
	unix.SYS_WRITE:        writes,
	unix.SYS_WRITEV:       writes,
	unix.SYS_SENDTO:       writes,
	unix.SYS_SENDMSG:      writes,
	unix.SYS_VMSPLICE:     writes,
	unix.SYS_SPLICE:       func(_ int, a [6]uint64) Wait { return moves(a[0], a[2]) },
	unix.SYS_TEE:          func(_ int, a [6]uint64) Wait { return moves(a[0], a[1]) },
	unix.SYS_SENDFILE:     func(_ int, a [6]uint64) Wait { return moves(a[1], a[0]) },
	unix.SYS_PPOLL:        func(pid int, a [6]uint64) Wait { return polls(pid, a, a[2] == 0) },
	unix.SYS_PSELECT6:     func(pid int, a [6]uint64) Wait { return selects(pid, a) },
	unix.SYS_OPENAT:       func(pid int, a [6]uint64) Wait { return opens(pid, int32(a[0]), a[1], a[2]) },
	unix.SYS_WAIT4:        func(_ int, a [6]uint64) Wait { return waitsFor(int32(a[0])) },
	unix.SYS_WAITID:       waitid,
	unix.SYS_FLOCK:        locks,
	unix.SYS_FCNTL:        locks, // the only command that waits is for a lock
	unix.SYS_NANOSLEEP:    sleeps,
	unix.SYS_FUTEX:        func(int, [6]uint64) Wait { return Wait{Kind: Thread} },
	unix.SYS_EPOLL_PWAIT:  func(int, [6]uint64) Wait { return Wait{Kind: Event} },
	unix.SYS_EPOLL_PWAIT2: func(int, [6]uint64) Wait { return Wait{Kind: Event} },

	unix.SYS_CLOCK_NANOSLEEP: sleeps,
	unix.SYS_RT_SIGSUSPEND:   awaitsSignal,
	unix.SYS_RT_SIGTIMEDWAIT: awaitsSignal,
}

func reads(_ int, a [6]uint64) Wait {
	return Wait{Kind: Data, Reads: []int{int(int32(a[0]))}, Only: true}
}

func writes(_ int, a [6]uint64) Wait {
	return Wait{Kind: Data, Writes: []int{int(int32(a[0]))}, Only: true}
}

// moves is a wait for input or for room, whichever the channels lack: see narrow.
func moves(from, to uint64) Wait {
	return Wait{Kind: Data, Reads: []int{int(int32(from))}, Writes: []int{int(int32(to))}, Only: true}
}

func locks(_ int, a [6]uint64) Wait { return Wait{Kind: Lock, Reads: []int{int(int32(a[0]))}} }
func sleeps(int, [6]uint64) Wait    { return Wait{Kind: Time} }

func awaitsSignal(int, [6]uint64) Wait { return Wait{Kind: Signal} }

func waitsFor(child int32) Wait { return Wait{Kind: Child, Child: max(0, int(child)), Only: true} }

func waitid(_ int, a [6]uint64) Wait {
	switch a[0] {
	case unix.P_PID:
		return waitsFor(int32(a[1]))
	case unix.P_PIDFD:
		return Wait{Kind: Child, Reads: []int{int(int32(a[1]))}, Only: true} // see pidOf
	}
	return waitsFor(0)
}

// polls reads the arguments of poll(2) and ppoll(2).
func polls(pid int, a [6]uint64, isEndless bool) Wait {
	wait := Wait{Kind: Data}
	entries := make([]unix.PollFd, min(a[1], 64))
	if len(entries) == 0 {
		return Wait{Kind: Time}
	}
	if !readMemory(pid, a[0], unsafe.Slice((*byte)(unsafe.Pointer(&entries[0])), len(entries)*8)) {
		return Wait{Kind: Other}
	}
	for _, entry := range entries {
		if entry.Fd >= 0 && entry.Events&unix.POLLIN != 0 {
			wait.Reads = append(wait.Reads, int(entry.Fd))
		}
		if entry.Fd >= 0 && entry.Events&unix.POLLOUT != 0 {
			wait.Writes = append(wait.Writes, int(entry.Fd))
		}
	}
	// An entry without events still waits for an error, such as the end of the readers.
	wait.Only = isEndless && len(entries) == 1 && len(wait.Reads)+len(wait.Writes) == 1
	if len(wait.Reads)+len(wait.Writes) == 0 {
		wait.Kind = Event
	}
	return wait
}

// selects reads the arguments of select(2) and pselect6(2).
func selects(pid int, a [6]uint64) Wait {
	wait := Wait{Kind: Data}
	set := func(address uint64) (descriptors []int) {
		words := make([]byte, (min(a[0], 1024)+63)/64*8)
		if address == 0 || len(words) == 0 || !readMemory(pid, address, words) {
			return nil
		}
		for n := range int(min(a[0], 1024)) {
			if words[n/8]&(1<<(n%8)) != 0 {
				descriptors = append(descriptors, n)
			}
		}
		return descriptors
	}
	wait.Reads, wait.Writes = set(a[1]), set(a[2])
	if len(wait.Reads)+len(wait.Writes) == 0 {
		return Wait{Kind: Time}
	}
	wait.Only = a[4] == 0 && len(wait.Reads)+len(wait.Writes) == 1
	return wait
}

// opens finds the file that openat(2) opens. A path stands for what the other process
// would find there.
func opens(pid int, folder int32, address, flags uint64) Wait {
	wait := Wait{Kind: Other}
	path, ok := readString(pid, address)
	if !ok {
		return wait
	}
	process := "/proc/" + strconv.Itoa(pid)
	full := process + "/root" + path
	switch rest, isOwn := strings.CutPrefix(path, "/proc/self/"); {
	case isOwn:
		full = process + "/" + rest
		path = readLink(full)
	case path[0] == '/':
	case folder == unix.AT_FDCWD:
		full = process + "/cwd/" + path
		path = readLink(process+"/cwd") + "/" + path
	default:
		base := process + "/fd/" + strconv.Itoa(int(folder))
		full = base + "/" + path
		path = readLink(base) + "/" + path
	}
	name, ok := FIFOName(full)
	if !ok {
		return wait
	}
	wait = Wait{Kind: Open, Name: name, Path: path, Only: true}
	if flags&unix.O_ACCMODE == unix.O_WRONLY {
		wait.Writes = []int{-1}
	} else {
		wait.Reads = []int{-1}
	}
	return wait
}

// FIFOName returns the name of the channel that the FIFO at path is. It reports false for
// any other file.
func FIFOName(path string) (name string, ok bool) {
	var stat unix.Stat_t
	if err := unix.Stat(path, &stat); err != nil || stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return "", false
	}
	return "fifo:[" + strconv.FormatUint(stat.Dev, 16) + ":" + strconv.FormatUint(stat.Ino, 10) + "]", true
}

// readMemory fills data from the memory of another process.
func readMemory(pid int, address uint64, data []byte) bool {
	local := []unix.Iovec{{Base: &data[0]}}
	local[0].SetLen(len(data))
	remote := []unix.RemoteIovec{{Base: uintptr(address), Len: len(data)}}
	n, err := unix.ProcessVMReadv(pid, local, remote, 0)
	return err == nil && n == len(data)
}

// readString reads a path from the memory of another process. A page is read at a time,
// because the next one may not be there.
func readString(pid int, address uint64) (text string, ok bool) {
	for len(text) < unix.PathMax {
		part := make([]byte, 4096-address%4096)
		if !readMemory(pid, address, part) {
			return "", false
		}
		if end := slices.Index(part, 0); end >= 0 {
			text += string(part[:end])
			return text, text != ""
		}
		text += string(part)
		address += uint64(len(part))
	}
	return "", false
}

// isEndless reports whether a time limit in milliseconds is none.
func isEndless(timeout uint64) bool { return int32(timeout) < 0 }
