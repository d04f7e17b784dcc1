// check: 3
// missing: none
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"os/exec"
)

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func child() {
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(reverse(in.Text()))
	}
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-child" {
		child()
		return
	}
	command := exec.Command(os.Args[0], "-child")
	to, _ := command.StdinPipe()
	from, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		log.Fatal(err)
	}
	answers := bufio.NewScanner(from)
	terminal := bufio.NewScanner(os.Stdin)
	for fmt.Print("phrase> "); terminal.Scan() && terminal.Text() != "end"; fmt.Print("phrase> ") {
		fmt.Fprintln(to, terminal.Text())
		if !answers.Scan() {
			log.Fatal("the child has left")
		}
		fmt.Println(answers.Text())
	}
	to.Close()
	command.Wait()
}
