package observe

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var record = flag.String("record", "", "record the processes of this session in testdata/`NAME`.json")

// TestRecorded compares what is found out about recorded snapshots with what is beside
// them. A snapshot is recorded by
//
//	setsid bash -c 'PROCESSES & go test ./internal/observe -run Recorded -record NAME'
func TestRecorded(t *testing.T) {
	if *record != "" {
		recordSession(t)
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no snapshots: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s := recorded(t, file)
			beside := strings.TrimSuffix(file, ".json") + ".txt"
			want, _ := os.ReadFile(beside)
			if got := report(s); got != string(want) {
				t.Errorf("%s has\n%snot\n%s", beside, want, got)
			}
		})
	}
}

func recorded(t *testing.T, file string) *Snapshot {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &Snapshot{}
	if err := json.Unmarshal(text, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A process is not stuck while another of its threads may act.
func TestOtherThreads(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Process)
		isStuck bool
	}{
		"alone":     {func(*Process) {}, true},
		"a runtime": {func(p *Process) { p.Waits = append(p.Waits, Wait{Kind: Event}, Wait{Kind: Thread}) }, true},
		"runs":      {func(p *Process) { p.Runs = true }, false},
		"sleeps":    {func(p *Process) { p.Waits = append(p.Waits, Wait{Kind: Time}) }, false},
		"is moving": {func(p *Process) { p.Steady = false }, false},
		"a limit":   {func(p *Process) { p.Waits[0].Only = false }, false},
	} {
		s := recorded(t, "testdata/fork.json")
		for _, p := range s.Processes {
			c.change(p)
		}
		if sentences := s.Diagnosis(); len(sentences) > 0 != c.isStuck {
			t.Errorf("%s: %q", name, sentences)
		}
	}
}

// report returns what each process is doing, and the diagnosis.
func report(s *Snapshot) string {
	var text strings.Builder
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		text.WriteString(p.Label() + " " + s.Doing(p) + "\n")
	}
	for _, sentence := range s.Diagnosis() {
		text.WriteString("• " + sentence + "\n")
	}
	return text.String()
}

func recordSession(t *testing.T) {
	s, err := Take(func(all *Snapshot) ([]int, error) {
		own := all.Processes[os.Getppid()].Session
		return all.Where(func(p *Process) bool {
			return p.Session == own && p.PID != own && p.Name != "go"
		}), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/"+*record+".json", append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
