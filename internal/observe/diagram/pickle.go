package diagram

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
)

// pickleValue is an operation of a pickle that pushes a value. Its argument has a fixed
// size, or begins with its length.
type pickleValue struct {
	size   int // of the argument, or of its length
	length bool
	text   func(argument []byte) string // nil if the value is not shown
}

func pickledText(text []byte) string { return quote(text, len(text)) }

// pickledNumber reads a signed little-endian number of up to 8 bytes.
func pickledNumber(bytes []byte) string {
	if len(bytes) == 0 || len(bytes) > 8 {
		return "0"
	}
	var number int64
	for i, b := range bytes {
		number |= int64(b) << (8 * i)
	}
	shift := 64 - 8*len(bytes)
	return strconv.FormatInt(number<<shift>>shift, 10)
}

// pickledCount reads an unsigned little-endian number.
func pickledCount(bytes []byte) string {
	return pickledNumber(append(bytes[:len(bytes):len(bytes)], 0))
}

func pickledFloat(bits []byte) string {
	return strconv.FormatFloat(math.Float64frombits(binary.BigEndian.Uint64(bits)), 'g', -1, 64)
}

func pickledWord(word string) pickleValue {
	return pickleValue{text: func([]byte) string { return word }}
}

// pickleValues are the operations of protocols 2 to 5 that plain values need (pickletools
// of Python). The size of a frame and the memo are not shown.
var pickleValues = map[byte]pickleValue{
	'N': pickledWord("None"), 0x88: pickledWord("True"), 0x89: pickledWord("False"),
	'K': {size: 1, text: pickledCount}, 'M': {size: 2, text: pickledCount},
	'J': {size: 4, text: pickledNumber}, 0x8a: {size: 1, length: true, text: pickledNumber},
	'G':  {size: 8, text: pickledFloat},
	0x8c: {size: 1, length: true, text: pickledText}, 'X': {size: 4, length: true, text: pickledText},
	0x8d: {size: 8, length: true, text: pickledText},
	'C':  {size: 1, length: true, text: pickledText}, 'B': {size: 4, length: true, text: pickledText},
	0x8e: {size: 8, length: true, text: pickledText},
	0x80: {size: 1}, 0x95: {size: 8}, 'h': {size: 1}, 'j': {size: 4}, 'q': {size: 1}, 'r': {size: 4},
	0x94: {}, '(': {}, ')': {}, 't': {}, 0x85: {}, 0x86: {}, 0x87: {},
	']': {}, 'a': {}, 'e': {}, '}': {}, 's': {}, 'u': {},
}

// unpickle returns the values in what Python has pickled, or as many of them as are
// there. It knows strings, bytes, numbers, and lists, tuples and dictionaries of these.
func unpickle(data []byte) (values []string, ok bool) {
	const protocol, stop = 0x80, '.'
	if len(data) < 2 || data[0] != protocol || data[1] < 2 || data[1] > 5 {
		return nil, false
	}
	for len(data) > 0 && data[0] != stop {
		value, isKnown := pickleValues[data[0]]
		if !isKnown {
			return nil, false
		}
		data = data[1:]
		size := value.size
		if size > len(data) {
			break
		}
		argument := data[:size]
		data = data[size:]
		if value.length {
			number := binary.LittleEndian.Uint64(append(bytes.Clone(argument), make([]byte, 8-size)...))
			length := int(min(number, uint64(len(data))))
			argument, data = data[:length], data[length:]
		}
		if value.text != nil {
			values = append(values, value.text(argument))
		}
	}
	return values, len(values) > 0
}
