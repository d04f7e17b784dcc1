// Package trace runs a command under strace(1), in any language, and turns the report of
// strace into events: what the processes do to each other. The rules are:
//
//   - An event belongs to a process. Threads are not distinguished, and the start of a
//     thread is no event.
//   - Events are in the order in which the system calls ended. A process begins with the
//     Fork of its parent. A signal is sent before it has an effect: before it is
//     delivered, taken, or ends a process.
//   - A Write may follow the Read that has taken its bytes, because its call ends later.
//   - Only calls that succeeded are events, unless a Kind says otherwise. A call that the
//     kernel will restart has not ended.
package trace

import (
	"syscall"
	"time"
)

// Event is one thing that a process has done, or that has happened to it.
type Event struct {
	Time time.Duration // since the command was started
	PID  int           // the process
	Kind Kind
	Call string // the system call, such as "tgkill"; empty for Deliver and Exit

	Peer   int            // another process: see Kind
	Signal syscall.Signal // see Kind
	Status int            // of Exit and Reap: the exit status, or -1 if Signal has ended the process

	Descriptor int
	Channel    string   // at Descriptor: see Channel
	Data       []byte   // of Read and Write: the first bytes, at most DataLimit
	Size       int      // of Read and Write: all bytes that were moved
	Args       []string // see Kind
	Err        string   // the name of the error, such as "ESRCH"
}

// DataLimit is how many bytes of a message strace reports.
const DataLimit = 4096

// Kind is the kind of an Event.
type Kind string

const (
	Fork Kind = "fork" // Peer is the new child; Args are the flags of clone(2), if any
	Exec Kind = "exec" // Args are the path, and the arguments after the name: path, argv[1], argv[2], ...
	Exit Kind = "exit" // Status, Signal
	Reap Kind = "reap" // a wait has returned child Peer; Status, Signal

	// Send: Signal, which is not 0, is sent to process Peer; Err if that failed. One call
	// is one event, so of kill(2), Peer may be 0 for the sender's process group, -1 for
	// all processes, or -N for group N.
	Send    Kind = "send"
	Deliver Kind = "deliver" // Signal arrives; Args is "handler" or "default", which runs; Peer is its sender, or 0
	Receive Kind = "receive" // Signal is taken by sigwait(3) or signalfd(2); Peer is its sender, or 0
	Handle  Kind = "handle"  // a handler of Signal is installed (Args is "handler"), or "ignore" or "default"

	Pipe   Kind = "pipe"   // a pipe was made: Descriptor reads from Channel; Peer is the descriptor that writes
	Pair   Kind = "pair"   // a pair of sockets was made: Channel of Descriptor; Peer is the descriptor of its peer
	MkFIFO Kind = "mkfifo" // Channel is the FIFO; Err if that failed
	Open   Kind = "open"   // of a FIFO, another file or a terminal, at Descriptor; Args are the flags
	Close  Kind = "close"  // by close(2) only
	Read   Kind = "read"   // Size is 0 at the end of input; Data is empty if splice(2) has moved it

	// Write: as Read. If Err is set, such as EAGAIN or EPIPE, nothing was written, Size
	// is 0, and Data is what was to be written.
	Write Kind = "write"

	// Wait: a call that may wait has begun: Call, and Channel (Descriptor is -1 if it
	// opens a FIFO), or Peer for a child (0 for any child). A call that ends before
	// anything else happens has no Wait. If a call of waitpid(2) turns out to have the
	// option not to wait, a second Wait follows, whose Args are "WNOHANG". Clean leaves
	// out both.
	Wait Kind = "wait"
)

// Channel names what is at a descriptor:
//
//	pipe:[N]         a pipe
//	socket:[N->M]    a socket whose peer is socket M, which is named socket:[M->N]
//	socket:[N]       a socket without a known peer
//	fifo:PATH        a FIFO
//	file:PATH        another file, such as a regular file or a device
//	terminal:PATH    a terminal
type Channel = string
