package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe"
)

// selection is the operands.
type selection struct {
	pids, groups, sessions []int
	channels               []string // their names, see observe.Descriptor
	titles                 []string // and what the user calls them
	isJobs                 bool     // there is no operand
	taken                  bool     // once all have been found
	haveEnded              bool     // all that were found the last time
}

var operandForm = regexp.MustCompile(`^(?:(group|session|pipe):)?(?:([0-9]+)|\[([0-9]+)\])$`)

// parse reads the operands.
func parse(operands []string) (*selection, error) {
	choose := &selection{isJobs: len(operands) == 0}
	for _, operand := range operands {
		form := operandForm.FindStringSubmatch(operand)
		if form == nil || form[3] != "" && form[1] != "pipe" {
			name, ok := observe.FIFOName(operand)
			if !ok {
				return nil, notFIFO(operand)
			}
			choose.channels = append(choose.channels, name)
			choose.titles = append(choose.titles, cli.Quote(operand))
			continue
		}
		digits := form[2] + form[3]
		number, err := cli.ParseCount(digits, 31)
		switch {
		case form[1] == "pipe": // whose numbers have more bits
			choose.channels = append(choose.channels, "pipe:["+digits+"]")
			choose.titles = append(choose.titles, "pipe:["+digits+"]")
		case err != nil:
			return nil, cli.Errorf(cli.ExitUsage, "%s: %w", operand, err)
		case form[1] == "group":
			choose.groups = append(choose.groups, int(number))
		case form[1] == "session":
			choose.sessions = append(choose.sessions, int(number))
		default:
			choose.pids = append(choose.pids, int(number))
		}
	}
	return choose, nil
}

// notFIFO returns the error for an operand that is none of the forms.
func notFIFO(path string) error {
	_, err := os.Stat(path)
	switch {
	case strings.HasPrefix(path, "pipe:"), strings.HasPrefix(path, "group:"), strings.HasPrefix(path, "session:"):
		return cli.Errorf(cli.ExitUsage, "%s: not a number behind the colon", cli.Quote(path))
	case errors.Is(err, unix.ENOENT):
		return fmt.Errorf("%s: no such file", cli.Quote(path))
	case err != nil:
		return fmt.Errorf("%s: %w", cli.Quote(path), cli.Reason(err))
	}
	return fmt.Errorf("%s: not a FIFO", cli.Quote(path))
}

// from returns the processes that are selected of all. The first time, each PID, group
// and session must be there.
func (c *selection) from(all *observe.Snapshot) (pids []int, err error) {
	if c.isJobs {
		pids = jobs(all)
	}
	add := func(form string, number int, is func(*observe.Process) bool) {
		found := all.Where(is)
		if len(found) == 0 && !c.taken && err == nil {
			err = fmt.Errorf(form, number)
		}
		pids = append(pids, found...)
	}
	for _, pid := range c.pids {
		add("%d: no such process", pid, func(p *observe.Process) bool { return p.PID == pid })
	}
	pids = all.Descendants(pids)
	for _, group := range c.groups {
		add("group:%d: no such process group", group, func(p *observe.Process) bool { return p.Group == group })
	}
	for _, session := range c.sessions {
		add("session:%d: no such session", session, func(p *observe.Process) bool { return p.Session == session })
	}
	for _, name := range c.channels {
		pids = append(pids, all.Where(func(p *observe.Process) bool { return p.Holds(name) })...)
	}
	hasNotEnded := func(pid int) bool { return all.Processes[pid].State != "Z" }
	c.taken, c.haveEnded = err == nil, !slices.ContainsFunc(pids, hasNotEnded)
	return pids, err
}

// jobs returns the processes of this terminal that have a pipe open, and those that have
// ended. Without a terminal they are those of this session.
func jobs(all *observe.Snapshot) []int {
	return all.Where(func(p *observe.Process) bool {
		isHere := p.Session == all.Session
		if all.Terminal != 0 {
			isHere = p.Terminal == all.Terminal
		}
		return isHere && (p.State == "Z" || all.Connected(p))
	})
}

// nothing returns what to say when no process is selected.
func (c *selection) nothing(all *observe.Snapshot) string {
	process := "no process"
	if all.Hidden > 0 {
		process += " that can be seen"
	}
	if len(c.titles) > 0 {
		return strings.Join(c.titles, ", ") + ": " + process + " has it open"
	}
	return process + " here has a pipe open"
}
