package main

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe/trace"
)

// checkSignals runs exercise 2: a child signals its parent, and the parent kills it.
func checkSignals(set *settings) (*findings, error) {
	runs, err := set.runAll([]job{{command: set.command, limit: set.timeout + set.delay, sampled: true}})
	if err != nil {
		return nil, err
	}
	found := set.unbegun(runs...)
	if found == nil {
		found = judgeSignals(runs[0], set.delay)
	}
	found.trials = runs
	return found, nil
}

var forUsers = []syscall.Signal{unix.SIGUSR1, unix.SIGUSR2}

// judgeSignals judges exercise 2, in which the signal comes after delay.
func judgeSignals(r *trial, delay time.Duration) *findings {
	found := new(findings)
	sent, ok := r.judgeSignal(found, delay)
	caught, isCaught := time.Duration(0), false
	if ok {
		caught, isCaught = r.judgeCaught(found, sent)
	} else {
		found.skip("caught", caughtTitle)
	}
	kill, isKilled := trace.Event{}, false
	if ok && isCaught {
		kill, isKilled = r.judgeKill(found, sent, caught)
	} else {
		found.skip("kill", killTitle)
	}
	if isKilled {
		r.judgeReaped(found, kill)
	} else {
		found.skip("reaped", reapedTitle)
	}
	judgeLeft(found, []*trial{r}, nil, found.lacks("signal", "caught", "kill", "reaped"))
	r.noteCrash(found)
	if !ok {
		return found
	}
	if r.spins(sent) {
		found.note("spins", "%d uses the processor all the time while it waits%s.", r.root,
			r.inPython(": signal.pause() and join() wait without that", ": pause(2) and wait(2) wait without that"))
	}
	if isKilled && kill.Signal == unix.SIGTERM {
		found.note("term", "The child is ended by SIGTERM, which it could handle or ignore. Nothing can do that with SIGKILL.")
	}
	if server := r.parentOf(sent.PID); r.isForkServer(server) {
		found.note("fork-server", "Python has started %d through a fork server, %d, which is its parent.", sent.PID, server)
	}
	return found
}

func isSend(signals ...syscall.Signal) func(trace.Event) bool {
	return func(e trace.Event) bool { return e.Kind == trace.Send && slices.Contains(signals, e.Signal) }
}

const signalTitle = "the child signals its parent after "

// judgeSignal adds the point that a child sends a signal to its parent. It returns that.
func (r *trial) judgeSignal(found *findings, delay time.Duration) (sent trace.Event, ok bool) {
	const id = "signal"
	title := signalTitle + seconds(delay)
	sent, ok = r.signalToParent()
	if !ok {
		found.miss(id, title, "%s", r.whyNoSignal())
		return sent, false
	}
	born, _ := r.first(func(e trace.Event) bool { return e.Kind == trace.Fork && e.Peer == sent.PID })
	after := sent.Time - born.Time
	detail := fmt.Sprintf("%s from %d to %d", cli.SignalName(sent.Signal), sent.PID, sent.Peer)
	switch early, late := delay-delay/10, delay+delay/2+3*time.Second; {
	case after < early:
		found.miss(id, title, "%s, but too early, %s after the start of the child%s", detail, seconds(after), delayOption(after))
	case after > late:
		found.miss(id, title, "%s, but too late, %s after the start of the child%s", detail, seconds(after), delayOption(after))
	default:
		found.keep(id, title, detail)
	}
	return sent, true
}

// delayOption names the option for another delay, if that is likely to be meant.
func delayOption(after time.Duration) string {
	meant := after.Round(time.Second)
	if meant == 0 || (after-meant).Abs() > 300*time.Millisecond {
		return ""
	}
	return fmt.Sprintf(": is that meant (--delay %d)?", meant/time.Second)
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%.3g s", d.Round(100*time.Millisecond).Seconds())
}

// whyNoSignal says what a program does that does not send USR1 or USR2 from a child to
// its parent.
func (r *trial) whyNoSignal() string {
	ofUsers := r.where(isSend(forUsers...))
	for _, e := range ofUsers {
		name := cli.SignalName(e.Signal)
		switch {
		case e.PID == e.Peer && e.PID == r.root:
			return fmt.Sprintf("the parent %d sends %s to itself, and not its child", e.PID, name)
		case e.PID == e.Peer:
			return fmt.Sprintf("%d sends %s to itself, and not to its parent %d", e.PID, name, r.parentOf(e.PID))
		case e.PID == r.root && e.Peer == r.starter:
			return fmt.Sprintf("the parent %d itself sends %s, to its own parent (check.sh)%s", e.PID, name,
				r.inPython(": is the child's function called in target=?", ""))
		case e.PID == r.root:
			return fmt.Sprintf("%s goes from the parent %d to %d, and not from a child to its parent", name, e.PID, e.Peer)
		case e.Err != "":
			return fmt.Sprintf("%d sends %s to %d, but that fails: %s", e.PID, name, e.Peer, e.Err)
		case r.isForkServer(e.Peer):
			return fmt.Sprintf("%s went from %d to %d, which is not the parent %d: since Python 3.14, multiprocessing "+
				"starts children through a fork server; use get_context(\"fork\") or pass os.getpid() to the child",
				name, e.PID, e.Peer, r.root)
		case e.Peer == r.starter:
			return fmt.Sprintf("%s went from %d to %d, which has started the program and is not the parent %d: "+
				"which process asks for its parent's PID?", name, e.PID, e.Peer, r.root)
		default:
			return fmt.Sprintf("%s went from %d to %d, which is not the parent %d", name, e.PID, e.Peer, r.root)
		}
	}
	if e, ok := r.first(func(e trace.Event) bool {
		return e.Kind == trace.Send && r.isDescendant(e.PID) && e.Peer == r.root
	}); ok {
		return fmt.Sprintf("%d sends %s to its parent: the signals that are free for programs are SIGUSR1 and SIGUSR2",
			e.PID, cli.SignalName(e.Signal))
	}
	var others []int
	for _, pid := range r.processes()[1:] {
		if !r.isAside(pid) {
			others = append(others, pid)
		}
	}
	switch {
	case len(others) == 0:
		ended := ""
		if r.ended != "" {
			ended = ", and " + strings.TrimPrefix(r.ended, "it ")
		}
		return fmt.Sprintf("%d starts no child process%s%s", r.root, ended, r.inPython(": is start() called?", "")) + r.lastWords()
	case r.ended != "":
		return fmt.Sprintf("no process sends SIGUSR1 or SIGUSR2; %s", r.stopped())
	}
	if e, ok := r.first(func(e trace.Event) bool {
		return isSend(deadly...)(e) && e.PID == r.root && e.Peer == others[0] && e.Err == ""
	}); ok {
		return fmt.Sprintf("the child %d sends no signal before the parent %d sends it %s", e.Peer, r.root, cli.SignalName(e.Signal))
	}
	if e, ok := r.exit(others[0]); ok {
		return fmt.Sprintf("the child %d sends no signal, and ends (%s)%s", others[0], how(e), r.crashWords())
	}
	return fmt.Sprintf("the child %d sends no signal", others[0])
}

const caughtTitle = "the parent intercepts the signal"

// judgeCaught adds the point that the parent intercepts the signal, and returns when.
func (r *trial) judgeCaught(found *findings, sent trace.Event) (at time.Duration, ok bool) {
	const id = "caught"
	name := cli.SignalName(sent.Signal)
	arrived, ok := r.first(func(e trace.Event) bool {
		return (e.Kind == trace.Deliver || e.Kind == trace.Receive) && e.PID == r.root &&
			e.Signal == sent.Signal && r.atOrAfter(e, sent)
	})
	exit, hasEnded := r.exit(r.root)
	switch action := r.action(r.root, sent.Signal, max(arrived.Time, sent.Time)); {
	case hasEnded && exit.Status < 0 && exit.Signal == sent.Signal:
		found.miss(id, caughtTitle, "%s has ended %d: no handler was installed when it came", name, r.root)
	case !ok && action == "ignore":
		found.miss(id, caughtTitle, "%d ignores %s", r.root, name)
	case hasEnded && exit.Time < sent.Time:
		found.miss(id, caughtTitle, "%d had already ended when %s came", r.root, name)
	case !ok:
		found.miss(id, caughtTitle, "%d blocks %s, and never takes it", r.root, name)
	case arrived.Kind == trace.Deliver && action != "handler":
		found.miss(id, caughtTitle, "%d ignores %s: it has no handler for it", r.root, name)
	default:
		how := "a handler runs"
		if arrived.Kind == trace.Receive {
			how = "taken by " + strings.ReplaceAll(arrived.Call, "rt_sigtimedwait", "sigwait")
		}
		found.keep(id, caughtTitle, how)
		return arrived.Time, true
	}
	return 0, false
}

// atOrAfter reports whether e happened with sent or later. The delivery of a signal may
// stand before the end of the call that sends it.
func (r *trial) atOrAfter(e, sent trace.Event) bool { return e.Time >= sent.Time-50*time.Millisecond }

const killTitle = "only then it kills it, by KILL or TERM"

var deadly = []syscall.Signal{unix.SIGKILL, unix.SIGTERM}

// judgeKill adds the point that the parent kills the child after the signal has come.
func (r *trial) judgeKill(found *findings, sent trace.Event, caught time.Duration) (kill trace.Event, ok bool) {
	const id = "kill"
	child := sent.PID
	fromParent := r.signalsToChild(child)
	for _, e := range fromParent {
		isDeadly := slices.Contains(deadly, e.Signal)
		if isDeadly && e.Time >= caught {
			if why := r.whySurvived(e); why != "" {
				found.miss(id, killTitle, "%s", why)
				return e, false
			}
			found.keep(id, killTitle, fmt.Sprintf("%s from %d to %d", cli.SignalName(e.Signal), e.PID, e.Peer))
			return e, true
		}
		if isDeadly {
			found.miss(id, killTitle, "%d sends %s to %d before the signal has come", e.PID, cli.SignalName(e.Signal), child)
			return e, false
		}
	}
	if len(fromParent) > 0 {
		e := fromParent[0]
		found.miss(id, killTitle, "%d sends %s to %d: SIGKILL or SIGTERM ends a process", e.PID, cli.SignalName(e.Signal), child)
		return e, false
	}
	if e, ok := r.first(func(e trace.Event) bool {
		return isSend(deadly...)(e) && e.PID == r.root && e.Err == ""
	}); ok {
		if e.Peer == r.root {
			found.miss(id, killTitle, "%d sends %s to itself, and not to the child %d", e.PID, cli.SignalName(e.Signal), child)
			return e, false
		}
		found.miss(id, killTitle, "%d sends %s to %d, which is not the child %d", e.PID, cli.SignalName(e.Signal), e.Peer, child)
		return e, false
	}
	if e, ok := r.first(func(e trace.Event) bool {
		return isSend(deadly...)(e) && e.PID == r.root && e.Err != "" && e.Time >= caught
	}); ok {
		found.miss(id, killTitle, "%d can't send %s to %d (%s): the child is %d", e.PID, cli.SignalName(e.Signal), e.Peer, e.Err, child)
		return e, false
	}
	if exit, ok := r.exit(r.root); ok && exit.Status < 0 {
		found.miss(id, killTitle, "the parent %d is itself %s, and not the child %d: to which PID does it send the signal?",
			r.root, how(exit), child)
		return kill, false
	}
	state := "which is still running"
	if exit, ok := r.exit(child); ok {
		state = "which ends by itself: " + how(exit)
		if exit.Status < 0 {
			state = "which is " + how(exit)
		}
	}
	if r.ended != "" {
		state += "; " + r.stopped()
	} else {
		state += r.crashWords()
	}
	found.miss(id, killTitle, "%d never kills the child %d, %s", r.root, child, state)
	return kill, false
}

// whySurvived says why a signal has not ended the child to which it went, or "".
func (r *trial) whySurvived(kill trace.Event) string {
	child, name := kill.Peer, cli.SignalName(kill.Signal)
	exit, hasEnded := r.exit(child)
	switch {
	case hasEnded && exit.Status < 0 && exit.Signal == kill.Signal:
		return ""
	case hasEnded && exit.Time < kill.Time:
		return fmt.Sprintf("%d had ended (%s) before %s was sent to it", child, how(exit), name)
	case hasEnded && r.wasEnding(kill, exit):
		return fmt.Sprintf("%d was already ending (%s) when %s came: it must stay until it is killed", child, how(exit), name)
	case hasEnded:
		return fmt.Sprintf("%d handles or ignores %s, and ends otherwise (%s)%s", child, name, how(exit), r.inherited(child, kill))
	}
	return fmt.Sprintf("%d handles or ignores %s, and is still running%s", child, name, r.inherited(child, kill))
}

// wasEnding reports whether a child, which has not ended by the signal that it was sent,
// was ending when it came. Nothing handles or ignores SIGKILL (signal(7)).
func (r *trial) wasEnding(kill, exit trace.Event) bool {
	const atOnce = 100 * time.Millisecond
	return kill.Signal == unix.SIGKILL ||
		r.action(kill.Peer, kill.Signal, kill.Time) == "default" && exit.Time-kill.Time < atOnce
}

const reapedTitle = "the parent waits for the child"

// judgeReaped adds the point that the parent waits for the child that kill has ended.
func (r *trial) judgeReaped(found *findings, kill trace.Event) {
	const id = "reaped"
	child := kill.Peer
	if !r.reaped(child) {
		found.miss(id, reapedTitle, "%d never waits for %d, which was a zombie until %d ended%s", r.root, child, r.root,
			r.inPython(": is join() or wait() missing?", ": is a wait missing?"))
		return
	}
	exit, _ := r.exit(child)
	found.keep(id, reapedTitle, how(exit))
}

// inherited says where the handler of a child may come from.
func (r *trial) inherited(child int, kill trace.Event) string {
	born, _ := r.first(func(e trace.Event) bool { return e.Kind == trace.Fork && e.Peer == child })
	if r.action(r.parentOf(child), kill.Signal, born.Time) != "default" {
		return ": it has inherited that from its parent"
	}
	return ""
}

// spins reports whether the root has run nearly all the time from the start of the child
// until the signal. On a busy machine that is more than the processor time that it gets.
func (r *trial) spins(sent trace.Event) bool {
	born, _ := r.first(func(e trace.Event) bool { return e.Kind == trace.Fork && e.Peer == sent.PID })
	all, running := 0, 0
	for _, s := range r.samples {
		if s.pid == r.root && s.time > born.Time && s.time < sent.Time {
			all++
			if s.runs {
				running++
			}
		}
	}
	return all >= 4 && running*10 >= all*8
}
