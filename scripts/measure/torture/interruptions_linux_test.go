package torture

import (
	"math/rand/v2"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// everyByteArrives tries the promise that every byte arrives, while disturb acts on a
// random flow.
func everyByteArrives(t *testing.T, fault string, files standardFiles, disturb func(*process, *rand.Rand)) {
	promises(t, fault+": every byte arrives", func(p *promise) {
		p.repeat(100, func(random *rand.Rand, folder string) { p.carry(random, folder, files, disturb) })
	})
}

func undisturbed(*process, *rand.Rand) {}

func TestInterruptions(t *testing.T) {
	t.Parallel()
	everyByteArrives(t, "pieces of 1 to 7 bytes, and of a page, 64 KiB and 1 MiB ± 1", standardFiles{}, undisturbed)
	everyByteArrives(t, "a storm of SIGWINCH, SIGURG and SIGCHLD", standardFiles{}, storm)
}

// storm sends signals that programs ignore by default. A Go program catches them, so they
// interrupt its system calls (signal(7)).
func storm(q *process, random *rand.Rand) {
	signals := []syscall.Signal{unix.SIGWINCH, unix.SIGURG, unix.SIGCHLD}
	for !q.endsWithin(0) {
		for _, pid := range members(q.Process.Pid) {
			for range 20 {
				unix.Kill(pid, signals[random.IntN(len(signals))])
			}
		}
	}
}
