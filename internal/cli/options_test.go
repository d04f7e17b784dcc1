package cli

import (
	"slices"
	"testing"

	"github.com/spf13/pflag"
)

func TestNamesFrom(t *testing.T) {
	options := pflag.NewFlagSet("", pflag.ContinueOnError)
	options.SortFlags = false
	for _, name := range []string{"timeout", "time", "zero"} {
		options.Bool(name, false, "")
	}
	for name, want := range map[string][]string{
		"ti": {"timeout", "time"}, "time": {"time"}, "timeo": {"timeout"}, "z": {"zero"}, "zeros": nil, "x": nil,
	} {
		if got := namesFrom(options, name); !slices.Equal(got, want) {
			t.Errorf("%s may stand for %v, want %v", name, got, want)
		}
	}
}
