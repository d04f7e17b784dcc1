package observe

import (
	"slices"
	"strings"
	"testing"
)

func TestParseStat(t *testing.T) {
	rest := " S 7 8 9 34816" + strings.Repeat(" 0", 12) + " 3 0 0"
	for _, name := range []string{"sleep", "two words", ") R (", "a\nb", "", "\x1b[m\x9b"} {
		p, err := parseStat("42 (" + name + ")" + rest + "\n")
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if p.PID != 42 || p.Name != name || p.State != "S" || p.Parent != 7 || p.Group != 8 ||
			p.Session != 9 || p.Terminal != 34816 || p.threads != 3 {
			t.Errorf("%q: %+v", name, p)
		}
	}
	for _, text := range []string{"", "42", "42 (sleep", "42 )sleep( S", "42 (sleep) S 1"} {
		if p, err := parseStat(text); err == nil {
			t.Errorf("%q is %+v, want an error", text, p)
		}
	}
}

func TestParseInfo(t *testing.T) {
	for _, c := range []struct {
		flags         string
		reads, writes bool
	}{
		{"02000000", true, false}, {"01", false, true}, {"02004002", true, true},
		{"010000000", false, false}, {"012100002", false, false},
	} {
		d := Descriptor{}
		d.parseInfo("pos:\t0\nflags:\t" + c.flags + "\nlock:\t1: FLOCK  ADVISORY  WRITE 5 00:1b:6 0 EOF\n")
		if d.Reads != c.reads || d.Writes != c.writes {
			t.Errorf("%s: %+v", c.flags, d)
		}
		if !slices.Equal(d.Locks, []string{"FLOCK ADVISORY WRITE 5 00:1b:6 0 EOF"}) {
			t.Errorf("%s: locks %q", c.flags, d.Locks)
		}
	}
}

func TestSortWaits(t *testing.T) {
	waits := []Wait{
		{Kind: Thread}, {Kind: Event}, {Kind: Data, Reads: []int{3}}, {Kind: Time},
		{Kind: Data, Reads: []int{0}}, {Kind: Data, Writes: []int{1}},
	}
	sortWaits(waits)
	if len(waits[0].Writes) != 1 || waits[1].Reads[0] != 0 || waits[2].Reads[0] != 3 || waits[5].Kind != Thread {
		t.Errorf("%+v", waits)
	}
}

func TestSignalNames(t *testing.T) {
	for set, want := range map[uint64]string{
		0: "", 1: "HUP", 1<<1 | 1<<14: "INT TERM", 1<<33 | 1<<34: "RTMIN RTMIN+1",
		1<<33 | 1<<34 | 1<<35 | 1<<63: "RTMIN..RTMIN+2 RTMAX", 1 << 32: "33",
	} {
		if got := strings.Join(SignalNames(set), " "); got != want {
			t.Errorf("%x: %s, want %s", set, got, want)
		}
	}
}

func TestOrderOfStarts(t *testing.T) {
	s := &Snapshot{Processes: map[int]*Process{
		12:    {PID: 12, Started: 900},
		13:    {PID: 13, Started: 900},
		31000: {PID: 31000, Started: 500},
	}}
	if got, want := s.PIDs(), []int{31000, 12, 13}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
