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

// numbersIn returns the numbers in text, as they are written, without PIDs. In a
// container a PID may be a number of the sequence, too.
func numbersIn(text string, pids []int) (numbers []string) {
	all := labelledNumbers(text)
	// "Child 5" is no PID if "Child 0" is there, too.
	noLabel := map[string]bool{"": true}
	for _, n := range all {
		noLabel[n.label] = noLabel[n.label] || !isOneOf(n.word, pids)
	}
	for _, n := range all {
		if !isOneOf(n.word, pids) || inSequence(n.word) && noLabel[n.label] {
			numbers = append(numbers, n.word)
		}
	}
	return numbers
}

// labelledNumber is a number, and the text in front of it that may say that it is a PID.
type labelledNumber struct{ word, label string }

var pidLabel = regexp.MustCompile(`(?i)((\b|_|get)p?pids?\b|process id)\D*$|\b(parent|child|process|worker)\W*(\bis\W*)?$`)

func labelledNumbers(text string) (all []labelledNumber) {
	for line := range strings.Lines(text) {
		end := 0
		for _, at := range number.FindAllStringIndex(line, -1) {
			all = append(all, labelledNumber{wordAt(line, at), pidLabel.FindString(line[end:at[0]])})
			end = at[1]
		}
	}
	return all
}

// wordAt returns the number at a place of line. A hyphen right behind another number
// separates both, and is no sign.
func wordAt(line string, at []int) string {
	word := line[at[0]:at[1]]
	if at[0] > 0 && line[at[0]-1] >= '0' && line[at[0]-1] <= '9' {
		word = strings.TrimPrefix(word, "-")
	}
	return word
}

func isOneOf(word string, pids []int) bool {
	pid, err := strconv.Atoi(word)
	return err == nil && slices.Contains(pids, pid)
}

// inSequence reports whether word is a number of the sequence, or follows it.
func inSequence(word string) bool { return word == next || slices.Contains(sequence, word) }

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
	return slices.ContainsFunc(views(text, pids), func(numbers []string) bool { return sequencesIn(numbers) > 0 })
}

// sequencesIn returns how often numbers contain the sequence.
func sequencesIn(numbers []string) (count int) {
	for i := range numbers {
		rest := numbers[i:]
		if len(rest) < len(sequence) || !slices.Equal(rest[:len(sequence)], sequence) {
			continue
		}
		if len(rest) == len(sequence) || rest[len(sequence)] != next {
			count++
		}
	}
	return count
}

// repeatsSequence reports whether text contains the sequence twice in one form.
func repeatsSequence(text string, pids []int) bool {
	return slices.ContainsFunc(views(text, pids), func(numbers []string) bool { return sequencesIn(numbers) > 1 })
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
