package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ipctools/internal/cli"
	"ipctools/internal/observe"
	"ipctools/internal/observe/trace"
)

const (
	// grace is how long processes may run on after the root has ended. A fork server ends
	// a little later.
	grace = 3 * time.Second
	// mostProcesses is how many processes a command may start.
	mostProcesses = 200
	// mostEvents is how many events are kept.
	mostEvents = 300_000
	// mostData is how many bytes of all messages are kept.
	mostData = 32 << 20
	// mostOutput is how many bytes of output are kept. A command that prints more is
	// ended.
	mostOutput = 1 << 20
)

// job is a command to run and to observe.
type job struct {
	command []string
	limit   time.Duration
	phrases []string           // to be typed at the terminal
	input   string             // of standard input, if nothing is typed
	sampled bool               // it is of interest which processes run
	copies  bool               // it may print much
	watch   func(*observation) // is called at intervals, if not nil
	restart <-chan bool        // its time begins again
}

// running are the commands that run, for endRuns.
var running struct {
	sync.Mutex
	traces  []*trace.Trace
	folders []string
}

// endRuns ends all that check has started, and removes its folders. It is a cleanup.
func endRuns() {
	running.Lock() // and never unlock: nothing more is started
	for _, t := range running.traces {
		t.End()
	}
	for _, folder := range running.folders {
		os.RemoveAll(folder)
	}
}

// runAll runs jobs, two at a time, and returns what was observed, in their order.
func (set *settings) runAll(jobs []job) (runs []*trial, err error) {
	runs = make([]*trial, len(jobs))
	errs := make([]error, len(jobs))
	places := make(chan bool, 2)
	var group sync.WaitGroup
	for i := range jobs {
		places <- true
		group.Go(func() {
			runs[i], errs[i] = set.observe(jobs[i])
			<-places
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	for i, r := range runs {
		set.narrate(jobs[i].command, r)
	}
	return runs, nil
}

// observation is a run while it goes on.
type observation struct {
	job
	*trial
	trace    *trace.Trace
	terminal *terminal
	begun    time.Time // of the time of the events
	changed  time.Time // when the last event came, or a process last ran
	talk     talk
	forks    int
	kept     int            // bytes of messages
	entry    int            // the first process, which may be a wrapper of the root
	script   string         // the file of a program that an interpreter runs
	timer    *time.Timer    // its time is up
	alive    map[int]bool   // processes that have not ended
	files    []*os.File     // to close at the end
	outputs  sync.WaitGroup // of the goroutines that collect
	floods   atomic.Bool    // it prints more than is kept
}

// observe runs a job under strace until all its processes have ended.
func (set *settings) observe(j job) (*trial, error) {
	o := &observation{job: j, trial: &trial{starter: os.Getpid()}, script: scriptOf(j.command), alive: make(map[int]bool)}
	defer o.close()
	if err := o.start(); err != nil {
		return nil, err
	}
	o.follow()
	if _, err := o.trace.Wait(); err != nil {
		return nil, err
	}
	for _, file := range o.files { // which a process outside could still have open
		file.SetReadDeadline(time.Now().Add(time.Second))
	}
	o.outputs.Wait()
	set.stayIfEnding()
	o.unwrap()
	return o.trial, nil
}

// unwrap leaves out the processes that trace.Clean leaves out: wrappers in front of the
// root and what runtimes start for themselves. Of the others all events stay.
func (o *observation) unwrap() {
	root, cleaned := trace.Clean(o.entry, o.events)
	stays := map[int]bool{root: true}
	for _, e := range cleaned {
		stays[e.PID] = true
		if e.Kind == trace.Fork {
			stays[e.Peer] = true
		}
	}
	o.root, o.cleaned = root, cleaned
	o.left = slices.DeleteFunc(o.left, func(pid int) bool { return !stays[pid] })
	o.events = slices.DeleteFunc(o.events, func(e trace.Event) bool {
		if e.Kind == trace.MkFIFO { // a program that is left out may make it for the other
			return false
		}
		return !stays[e.PID] || e.Kind == trace.Fork && !stays[e.Peer]
	})
}

// narrate reports each event of a run with -v.
func (set *settings) narrate(command []string, r *trial) {
	set.program.Narrate("%s", strings.Join(command, " "))
	for _, e := range r.cleaned {
		about := fmt.Sprintf("%9.3f %d %s %s", e.Time.Seconds(), e.PID, e.Kind, e.Call)
		if e.Peer != 0 {
			about += fmt.Sprintf(" [%d]", e.Peer)
		}
		if e.Signal != 0 {
			about += " " + cli.SignalName(e.Signal)
		}
		if e.Channel != "" {
			about += fmt.Sprintf(" %d=%s", e.Descriptor, e.Channel)
		}
		if e.Kind == trace.Read || e.Kind == trace.Write {
			about += fmt.Sprintf(" %d bytes %.40q", e.Size, e.Data)
		}
		if e.Kind == trace.Exit {
			about += " " + how(e)
		}
		set.program.Narrate("%s %s %s", about, strings.Join(e.Args, " "), e.Err)
	}
}

// start starts the command. Its standard output is a terminal, as for its user, so that
// it writes each line at once. If phrases are typed, all its standard files are.
func (o *observation) start() (err error) {
	if o.terminal, err = openTerminal(); err != nil {
		return fmt.Errorf("can't open a terminal for COMMAND: %w", err)
	}
	o.output = "terminal:" + o.terminal.name
	o.files = []*os.File{o.terminal.master}
	slave := o.terminal.slave
	files := [3]*os.File{slave, slave, slave}
	if o.phrases == nil {
		read, write, err := os.Pipe()
		if err != nil {
			return err
		}
		defer write.Close()
		o.files = append(o.files, read)
		files[2] = write
		if files[0], err = o.stdin(); err != nil {
			return err
		}
		defer files[0].Close()
		o.collect(read, &o.stderr)
	}
	defer slave.Close()

	running.Lock()
	defer running.Unlock()
	o.begun = time.Now()
	o.trace, err = trace.Start(o.command, trace.Options{
		Files:   files,
		Prepare: prepare,
	})
	if err != nil {
		return err
	}
	running.traces = append(running.traces, o.trace)
	o.collect(o.terminal.master, &o.stdout)
	return nil
}

// stdin returns standard input for a command to which nothing is typed.
func (o *observation) stdin() (*os.File, error) {
	if o.input == "" {
		return os.Open(os.DevNull)
	}
	read, write, err := os.Pipe()
	if err == nil {
		go func() {
			io.WriteString(write, o.input)
			write.Close()
		}()
	}
	return read, err
}

// collect reads file to its end, and keeps the beginning in text.
func (o *observation) collect(file *os.File, text *string) {
	o.outputs.Go(func() {
		kept, _ := io.ReadAll(io.LimitReader(file, mostOutput))
		*text = strings.ReplaceAll(string(kept), "\r\n", "\n")
		io.Copy(o.flood(), file) // the last read of a terminal fails with EIO (pty(7))
	})
}

func (o *observation) close() {
	for _, file := range o.files {
		file.Close()
	}
}

// follow takes the events until all processes have ended, and ends them when a limit is
// reached.
func (o *observation) follow() {
	roots := make(chan int, 1)
	go func() { roots <- o.trace.Root() }()
	o.timer = time.NewTimer(o.limit)
	defer o.timer.Stop()
	ticks := time.NewTicker(50 * time.Millisecond)
	defer ticks.Stop()
	var graceEnds <-chan time.Time
	events := o.trace.Events()
	for {
		select {
		case pid := <-roots:
			o.begin(pid)
		case e, ok := <-events:
			if !ok {
				o.begin(o.trace.Root())
				return
			}
			o.take(e)
			if e.Kind == trace.Exit && e.PID == o.entry {
				graceEnds = time.After(grace)
			}
		case <-graceEnds:
			for pid := range o.alive {
				o.left = append(o.left, pid)
			}
			slices.Sort(o.left)
			o.end("")
			graceEnds = nil
		case <-o.restart:
			o.timer.Reset(o.limit)
		case <-o.timer.C:
			if graceEnds == nil {
				o.active = time.Since(o.changed) < quiet
				o.explain()
				o.end(fmt.Sprintf("it was ended after %s", seconds(o.limit)))
			}
		case <-ticks.C:
			o.tick()
		}
	}
}

// begin notes the PID of the command.
func (o *observation) begin(pid int) {
	if o.entry == 0 {
		o.entry = pid
		o.alive[pid] = true
	}
}

// take records an event, unless it is a consequence of end.
func (o *observation) take(e trace.Event) {
	if o.isOver {
		return
	}
	if len(o.events) == 0 {
		o.begun = time.Now().Add(-e.Time)
	}
	o.changed = time.Now()
	o.begin(e.PID) // the first event is the command's
	if o.kept += len(e.Data); o.kept > mostData {
		e.Data = nil
	}
	o.events = append(o.events, e)
	if !o.started && o.begins(e) {
		o.started = true
		o.timer.Reset(o.limit)
	}
	switch e.Kind {
	case trace.Fork:
		o.alive[e.Peer] = true
		o.forks++
	case trace.Exit:
		delete(o.alive, e.PID)
	}
	if o.forks > mostProcesses {
		o.end(fmt.Sprintf("it was ended because it has started more than %d processes", mostProcesses))
	}
	if len(o.events) > mostEvents {
		o.end("it was ended because it does too much")
	}
	if o.phrases != nil {
		o.talk.take(o, e)
	}
}

// tick is called at intervals.
func (o *observation) tick() {
	if o.isOver {
		return
	}
	if o.endsFlood() {
		return
	}
	for pid := range o.alive {
		state := observe.State(pid)
		isRunning := state == "R" || state == "t" // strace stops it for a moment
		if state != "" && o.sampled {
			o.samples = append(o.samples, sample{pid, time.Since(o.begun), isRunning})
		}
		if isRunning || state == "D" {
			o.changed = time.Now()
		}
	}
	if o.phrases != nil {
		o.talk.tick(o)
	}
	if o.watch != nil {
		o.watch(o)
	}
}

// end ends all processes of the command.
func (o *observation) end(why string) {
	if o.isOver {
		return
	}
	o.isOver = true
	o.ended = why
	go o.trace.End() // which waits until the events have been taken
}

// explain asks observe why the processes do not go on.
func (o *observation) explain() {
	s, err := observe.Take(func(all *observe.Snapshot) ([]int, error) {
		return all.Where(func(p *observe.Process) bool { return o.alive[p.PID] }), nil
	})
	if err == nil {
		o.waits = make(map[int]string)
		for pid, p := range s.Processes {
			o.waits[pid] = p.Wait().Kind
		}
		for _, reason := range s.Diagnosis() {
			reason = bareNumber.ReplaceAllString(reason, "${1}descriptor $2")
			o.reasons = append(o.reasons, reason)
		}
	}
}

// bareNumber is the number of a descriptor in a sentence of observe, without that word.
var bareNumber = regexp.MustCompile(`((?:read from|write to|end of its input) \(?)(\d+)\b`)
