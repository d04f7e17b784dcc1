package trace

import (
	"os"
	"os/exec"
	"strconv"

	"golang.org/x/sys/unix"
)

// guard is a process that kills what strace traces when this process ends without End, as
// after SIGKILL. The end of a tracer alone does not end what it traces (ptrace(2)).
type guard struct {
	command  *exec.Cmd
	lifeline *os.File // only this process holds it open
}

// guardScript waits until the lifeline ends. Then it kills, as End does, until strace has
// nothing more to trace. A tracer that is stopped does not keep it forever.
const guardScript = `
read -r _
tries=0
while [ $tries -lt 100 ]; do
  traced=$(grep -ls "^TracerPid:[[:space:]]*$1\$" /proc/[0-9]*/status | tr -dc '0-9\n')
  [ "$traced" ] || exit 0
  kill -s KILL $traced
  tries=$((tries + 1))
  sleep 0.1
done`

// startGuard starts a guard in a session of its own, where no key and no end of a
// terminal reaches it. Without one, only SIGKILL leaves processes behind, so a failure is
// no error.
func startGuard(tracer int) *guard {
	read, write, err := os.Pipe()
	if err != nil {
		return nil
	}
	defer read.Close()
	c := exec.Command("/bin/sh", "-c", guardScript, "sh", strconv.Itoa(tracer))
	c.Stdin, c.Dir = read, "/"
	c.SysProcAttr = &unix.SysProcAttr{Setsid: true}
	if err := c.Start(); err != nil {
		write.Close()
		return nil
	}
	return &guard{c, write}
}

// stop ends the guard before its lifeline, so that it kills nothing.
func (g *guard) stop() {
	if g != nil {
		g.command.Process.Kill()
		g.command.Wait()
		g.lifeline.Close()
	}
}
