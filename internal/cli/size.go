package cli

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// SizeVarP defines an option that takes a number of bytes; see ParseSize.
func (p *Program) SizeVarP(field *int, name, shorthand string, value int, usage string) {
	*field = value
	p.VarP((*sizeValue)(field), name, shorthand, usage)
}

type sizeValue int

func (s *sizeValue) String() string { return strconv.Itoa(int(*s)) }
func (s *sizeValue) Type() string   { return "SIZE" }

func (s *sizeValue) Set(text string) error {
	value, err := ParseSize(text)
	*s = sizeValue(value)
	return err
}

// ParseSize reads a size such as 65536, 64K, 64KiB, 1M or 1MiB, from 1 byte to 2 GiB - 1.
func ParseSize(text string) (int, error) {
	units := map[string]uint64{"": 1, "K": 1 << 10, "KiB": 1 << 10, "M": 1 << 20, "MiB": 1 << 20}
	unit := strings.TrimLeft(text, "0123456789")
	number, err := ParseCount(strings.TrimSuffix(text, unit), 31)
	bytes := number * units[unit]
	switch {
	case errors.Is(err, ErrTooLarge), bytes > math.MaxInt32:
		return 0, ErrTooLarge
	case bytes == 0: // no number, or none of the units
		return 0, errors.New("not a size such as 65536, 64K or 1MiB")
	}
	return int(bytes), nil
}
