//go:build unix && !linux

package fifo

import "errors"

// Records need tee(2) and locks of open file descriptions, which only Linux has.
var errNoRecords = errors.New("whole records are for Linux only")

// SendRecords returns an error on this system.
func (e *End) SendRecords(byte) error { return errNoRecords }

// TakeRecords returns an error on this system.
func (e *End) TakeRecords(uint64, byte) error { return errNoRecords }

// stepAside does nothing: there are no readers of records here.
func (e *End) stepAside(int) error { return nil }
