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
			var s Snapshot
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &s); err != nil {
				t.Fatal(err)
			}
			beside := strings.TrimSuffix(file, ".json") + ".txt"
			want, _ := os.ReadFile(beside)
			if got := report(&s); got != string(want) {
				t.Errorf("%s has\n%snot\n%s", beside, want, got)
			}
		})
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
