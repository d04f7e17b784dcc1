// check: 2

// The child signals its parent after five seconds, and the parent kills it.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if os.Args[0] == "child" {
		time.Sleep(5 * time.Second)
		syscall.Kill(os.Getppid(), syscall.SIGUSR1)
		time.Sleep(time.Hour) // select {} would be a deadlock for the runtime
	}
	// The channel keeps a signal that comes early.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)

	child := exec.Command("/proc/self/exe")
	child.Args = []string{"child"}
	if err := child.Start(); err != nil {
		log.Fatal(err)
	}
	<-signals
	child.Process.Kill()
	child.Wait()
	fmt.Println("child", child.Process.Pid, "sent SIGUSR1 and was killed:", child.ProcessState)
}
