// check: 2
// missing: none
// env: DELAY=0.3
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func child() {
	seconds, err := strconv.ParseFloat(os.Getenv("DELAY"), 64)
	if err != nil {
		seconds = 5
	}
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	syscall.Kill(os.Getppid(), syscall.SIGUSR1)
	time.Sleep(time.Hour)
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		child()
		return
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)

	command := exec.Command(os.Args[0], "child")
	command.Stdout = os.Stdout
	if err := command.Start(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("received:", <-signals)
	command.Process.Kill()
	fmt.Println("the child:", command.Wait())
}
