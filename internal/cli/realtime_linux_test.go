package cli_test

import (
	"syscall"
	"testing"

	"ipctools/internal/cli"
)

// Real-time signals have the names that kill -l of bash lists.
func TestRealTimeSignals(t *testing.T) {
	for name, want := range map[string]syscall.Signal{
		"SIGRTMIN": 34, "SIGRTMIN+1": 35, "SIGRTMIN+15": 49, "SIGRTMAX-14": 50, "SIGRTMAX-2": 62, "SIGRTMAX": 64,
	} {
		for _, text := range []string{name, name[3:], "rt" + name[5:], "sigRt" + name[5:]} {
			if got, err := cli.ParseSignal(text); err != nil || got != want {
				t.Errorf("%q: %d, %v, want %d", text, got, err, want)
			}
		}
		if got := cli.SignalName(want); got != name {
			t.Errorf("%d is called %s, want %s", want, got, name)
		}
	}
	for text, want := range map[string]syscall.Signal{"RTMIN+30": 64, "RTMAX-30": 34} {
		if got, err := cli.ParseSignal(text); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
	if got := cli.SignalName(33); got != "signal 33" {
		t.Errorf("33 is called %s", got)
	}
}
