// check: 3

// The parent reads phrases, and a worker child reverses them.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"os/exec"
	"slices"
)

func main() {
	input := bufio.NewScanner(os.Stdin)
	if os.Args[0] == "child" {
		for input.Scan() {
			characters := []rune(input.Text())
			slices.Reverse(characters)
			fmt.Println(string(characters))
		}
		return
	}
	child := exec.Command("/proc/self/exe")
	child.Args = []string{"child"}
	toChild, _ := child.StdinPipe()
	fromChild, _ := child.StdoutPipe()
	if err := child.Start(); err != nil {
		log.Fatal(err)
	}
	answers := bufio.NewScanner(fromChild)
	for prompt(); input.Scan() && input.Text() != "end"; prompt() {
		fmt.Fprintln(toChild, input.Text())
		answers.Scan()
		fmt.Println(answers.Text())
	}
	toChild.Close() // the child finds the end of its input
	child.Wait()
}

func prompt() { fmt.Print(`phrase ("end" to stop): `) }
