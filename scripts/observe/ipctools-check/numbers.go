package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sequence is what exercise 1 prints for 5, and next would follow.
var sequence = []string{"0", "1", "1", "2", "3", "5"}

const next = "8"

var number = regexp.MustCompile(`-?\d+(\.\d+)?`)

// numbersIn returns the numbers in text, as they are written, without PIDs.
func numbersIn(text string, pids []int) (numbers []string) {
	for _, word := range number.FindAllString(text, -1) {
		if pid, err := strconv.Atoi(word); err == nil && slices.Contains(pids, pid) {
			continue
		}
		numbers = append(numbers, word)
	}
	return numbers
}

// views returns the numbers of text in each way in which a program may arrange a
// sequence: one after the other; in one line; one in each line, among others; and with an
// index each.
func views(text string, pids []int) (views [][]string) {
	all := numbersIn(text, pids)
	views = append(views, all)
	for line := range strings.Lines(text) {
		views = append(views, numbersIn(line, pids))
	}
	const most = 3 // numbers in front of or behind that of the sequence
	for i := range most {
		var fromFront, fromBack []string
		for line := range strings.Lines(text) {
			numbers := numbersIn(line, pids)
			if len(numbers) > i {
				fromFront = append(fromFront, numbers[i])
				fromBack = append(fromBack, numbers[len(numbers)-1-i])
			}
		}
		views = append(views, fromFront, fromBack)
	}
	for offset := range 2 {
		var each []string
		for i := offset; i < len(all); i += 2 {
			each = append(each, all[i])
		}
		views = append(views, each)
	}
	return views
}

// hasSequence reports whether text contains the sequence of 5, and not one more number of
// it.
func hasSequence(text string, pids []int) bool {
	return slices.ContainsFunc(views(text, pids), func(numbers []string) bool {
		for i := range numbers {
			rest := numbers[i:]
			if len(rest) < len(sequence) || !slices.Equal(rest[:len(sequence)], sequence) {
				continue
			}
			if len(rest) == len(sequence) || rest[len(sequence)] != next {
				return true
			}
		}
		return false
	})
}

// hasBeginning reports whether text contains at least the first three numbers of the
// sequence.
func hasBeginning(text string, pids []int) bool {
	return slices.ContainsFunc(views(text, pids), func(numbers []string) bool {
		for i := range numbers {
			if len(numbers)-i >= 3 && slices.Equal(numbers[i:i+3], sequence[:3]) {
				return true
			}
		}
		return false
	})
}

// printed returns the numbers of text for a message.
func printed(text string, pids []int) string {
	numbers := numbersIn(text, pids)
	if len(numbers) == 0 {
		return "no number"
	}
	const most = 12
	if len(numbers) > most {
		numbers = append(slices.Clone(numbers[:most]), "…")
	}
	return strings.Join(numbers, " ")
}
