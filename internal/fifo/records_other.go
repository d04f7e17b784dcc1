//go:build unix && !linux

package fifo

import "ipctools/internal/cli"

// CheckRecords returns an error for option: records need tee(2) and locks of open
// file descriptions, which only Linux has.
func CheckRecords(option string) error {
	return cli.Errorf(cli.WrongUse, "%s: for Linux only", option)
}

// SendRecords is never called here.
func (e *End) SendRecords(byte) error { return CheckRecords("--lines") }

// TakeRecords is never called here.
func (e *End) TakeRecords(uint64, byte) error { return CheckRecords("--lines") }

// stepAside does nothing: there are no readers of records here.
func (e *End) stepAside(int) error { return nil }
