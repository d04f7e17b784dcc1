package main

import (
	"errors"
	"strings"
)

// splitWords splits a command into words at blanks. As in a shell, a blank between quotes
// or behind a backslash belongs to the word. Nothing else has a meaning.
func splitWords(command string) (words []string, err error) {
	var word strings.Builder
	inside := false // a word has begun
	quote := rune(0)
	escaped := false
	for _, char := range command {
		switch {
		case escaped:
			word.WriteRune(char)
			escaped = false
		case char == '\\' && quote != '\'':
			escaped, inside = true, true
		case quote != 0 && char == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(char)
		case char == '\'' || char == '"':
			quote, inside = char, true
		case strings.ContainsRune(" \t\n", char):
			if inside {
				words = append(words, word.String())
				word.Reset()
			}
			inside = false
		default:
			word.WriteRune(char)
			inside = true
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote is not closed")
	}
	if inside {
		words = append(words, word.String())
	}
	return words, nil
}
