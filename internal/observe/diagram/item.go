package diagram

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// item is an act of a trace before similar ones are joined.
type item struct {
	position int // in the trace
	from, to party
	dashed   bool

	text string // of an item that moves no bytes

	stream        string
	data          []byte // the first bytes
	size          int
	count         int    // of messages; 0 if the item moves no bytes
	isSingle      bool   // the bytes were moved one by one
	before, after string // what to say around the data
}

func (i item) act() act {
	text := i.text
	if i.count > 0 {
		text = i.before + describe(i.data, i.size)
		if i.count > 1 {
			text += fmt.Sprintf(" in %d parts", i.count)
		}
		text += i.after
	}
	return act{i.from, i.to, text, i.dashed}
}

// isLike reports whether two items differ only in their bytes.
func (i item) isLike(other item) bool {
	return i.from == other.from && i.to == other.to && i.dashed == other.dashed && i.text == other.text &&
		i.stream == other.stream && i.before == other.before && i.after == other.after &&
		(i.count > 0) == (other.count > 0)
}

// shorten joins what belongs together, and then what repeats itself.
func shorten(items []item) []item {
	return skipRepeats(sumUp(joinRuns(joinPieces(joinHeaders(items)))))
}

// joinHeaders joins each length that Python's multiprocessing sends before a message with
// the message, even if something else happens in between.
func joinHeaders(items []item) (joined []item) {
	type way struct {
		from, to party
		stream   string
	}
	headers := make(map[way]item)
	isJoined := make(map[int]bool) // the positions of the headers
	for i := range items {
		it := &items[i]
		w := way{it.from, it.to, it.stream}
		if header, ok := headers[w]; ok && isHeader(header, *it) {
			it.data, it.size = append(slices.Clip(header.data), it.data...), header.size+it.size
			isJoined[header.position] = true
		}
		headers[w] = *it
	}
	for _, it := range items {
		if it.count == 0 || !isJoined[it.position] {
			joined = append(joined, it)
		}
	}
	return joined
}

// isHeader reports whether header is the length of message.
func isHeader(header, message item) bool {
	return header.size == headerSize && len(header.data) == headerSize &&
		int(binary.BigEndian.Uint32(header.data)) == message.size
}

// headerSize is the size of the length that a Connection sends first
// (multiprocessing/connection.py).
const headerSize = 4

// joinPieces joins the pieces of one line or message that follow each other.
func joinPieces(items []item) (joined []item) {
	for _, it := range items {
		if n := len(joined); n > 0 && it.count > 0 && it.isLike(joined[n-1]) && isPiece(joined[n-1], it) {
			last := &joined[n-1]
			last.data, last.size = append(slices.Clip(last.data), it.data...), last.size+it.size
			last.isSingle = last.isSingle && it.isSingle
			continue
		}
		joined = append(joined, it)
	}
	return joined
}

// isPiece reports whether next continues last: a line of output, or single bytes.
func isPiece(last, next item) bool {
	if bytes.HasSuffix(last.data, []byte("\n")) || len(last.data) < last.size {
		return false
	}
	return last.before != "" || last.isSingle && next.isSingle
}

// joinRuns makes one item of more than three messages in a row.
func joinRuns(items []item) (joined []item) {
	const most = 3
	for i := 0; i < len(items); {
		end := i + 1
		for end < len(items) && items[end].isLike(items[i]) {
			end++
		}
		if end-i <= most {
			joined = append(joined, items[i:end]...)
			i = end
			continue
		}
		run := items[i]
		if run.count == 0 {
			run.text = fmt.Sprintf("%s, %d times", run.text, end-i)
		}
		for _, it := range items[i+1 : end] {
			run.join(it)
		}
		joined = append(joined, run)
		i = end
	}
	return joined
}

// sumUp shortens each long stretch in which the same few processes do nothing but move
// bytes, in no regular order. After its begin it has one item for each kind.
func sumUp(items []item) (left []item) {
	const most, begin = 32, 8
	for len(items) > 0 {
		end := stretch(items)
		if regular := regularEnd(items[:end], begin); end <= most || regular > end/2 {
			end = max(1, regular)
			left, items = append(left, items[:end]...), items[end:]
			continue
		}
		left = append(left, items[:begin]...)
		left = append(left, joinKinds(items[begin:end])...)
		items = items[end:]
	}
	return left
}

// regularEnd returns where a repeated pattern ends that is among the first items.
func regularEnd(items []item, first int) (end int) {
	for i := range min(first, len(items)) {
		if length, times := repeats(items[i:]); times > 1 {
			return i + length*times
		}
	}
	return 0
}

// stretch returns how many of the first items move bytes and are of few kinds.
func stretch(items []item) (length int) {
	const fewKinds = 6
	var kinds []item
	for length < len(items) && items[length].count > 0 {
		if !slices.ContainsFunc(kinds, items[length].isLike) {
			if len(kinds) == fewKinds {
				break
			}
			kinds = append(kinds, items[length])
		}
		length++
	}
	return length
}

// joinKinds makes one item of all items that are alike.
func joinKinds(items []item) (joined []item) {
	for _, it := range items {
		if i := slices.IndexFunc(joined, it.isLike); i >= 0 {
			joined[i].join(it)
		} else {
			joined = append(joined, it)
		}
	}
	return joined
}

// join adds the bytes of another item. It keeps as many as are needed to describe them.
func (i *item) join(other item) {
	if len(i.data) == i.size && len(i.data) < describedBytes {
		i.data = append(slices.Clip(i.data), other.data...)
	}
	i.size += other.size
	i.count += other.count
}

// skipRepeats leaves out the middle of a pattern that is repeated many times.
func skipRepeats(items []item) (left []item) {
	const shown = 2 // repetitions before the gap; after it there is one
	for i := 0; i < len(items); {
		length, times := repeats(items[i:])
		if times == 1 {
			left = append(left, items[i])
			i++
			continue
		}
		last := i + (times-1)*length
		gap := item{from: items[i].from, to: items[i].from, text: fmt.Sprintf("… %d times more …", times-shown-1)}
		left = append(append(left, items[i:i+shown*length]...), gap)
		left = append(left, items[last:last+length]...)
		i = last + length
	}
	return left
}

// repeats returns the length of the pattern that begins items and is repeated more than
// ten times, and how often it is there. If there is none, it returns 1, 1.
func repeats(items []item) (length, times int) {
	const longestPattern, most = 8, 10
	for length = 1; length <= longestPattern; length++ {
		end := length
		for end < len(items) && items[end].isLike(items[end-length]) {
			end++
		}
		if times = end / length; times > most {
			return length, times
		}
	}
	return 1, 1
}
