// Package doc has no code: these tests hold README.md and the pages here together with
// the programs.
package doc

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

// pages returns the text of each page, by its path.
func pages(t *testing.T) map[string]string {
	here, err := filepath.Glob("*.md")
	if err != nil || len(here) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	pages := make(map[string]string)
	for _, path := range append(here, "../README.md", "../CONTRIBUTING.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[path] = string(text)
	}
	return pages
}

// example is a block of commands, as somebody would paste it into a shell, and the block
// that stands directly below it: what the commands print.
var example = regexp.MustCompile("(?m)^```sh\n((?:.*\n)*?)```\n(?:```\\w+\n((?:.*\n)*?)```\n)?")

func TestExamples(t *testing.T) {
	built := programtest.Build(t)
	scripts, err := filepath.Abs("../scripts")
	if err != nil {
		t.Fatal(err)
	}
	path := "PATH=" + strings.Join([]string{built, os.Getenv("PATH"), scripts}, ":")
	for page, text := range pages(t) {
		examples := example.FindAllStringSubmatch(text, -1)
		if len(examples) != strings.Count(text, "```sh\n") || page == "../README.md" && len(examples) == 0 {
			t.Errorf("%s: only %d examples found", page, len(examples))
		}
		for _, e := range examples {
			t.Run(page, func(t *testing.T) {
				t.Parallel()
				paste(t, path, e[1], e[2])
			})
		}
	}
}

// paste runs commands in an empty folder, and compares what they print, on standard
// output and standard error, with output.
func paste(t *testing.T, path, commands, output string) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "bash", "-c", commands)
	shell.Dir = t.TempDir()
	shell.Env = append(os.Environ(), path)
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	shell.WaitDelay = 5 * time.Second // a process that is left by then is an error
	printed, err := shell.CombinedOutput()
	syscall.Kill(-shell.Process.Pid, syscall.SIGKILL)
	if err != nil {
		t.Errorf("%s%v", commands, err)
	}
	if !pattern(output).Match(printed) {
		t.Errorf("%sprints\n%snot\n%s", commands, printed, output)
	}
	if left, err := os.ReadDir(shell.Dir); err != nil || len(left) > 0 {
		t.Errorf("%sleaves %v, %v", commands, left, err)
	}
}

var pid = regexp.MustCompile(`(\\\[|child )\d+`)

// pattern matches output with any PIDs, and with any text in place of an ellipsis.
func pattern(output string) *regexp.Regexp {
	text := pid.ReplaceAllString(regexp.QuoteMeta(output), `$1\d+`)
	return regexp.MustCompile(`\A` + strings.ReplaceAll(text, "…", ".*") + `\z`)
}

var (
	link        = regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	heading     = regexp.MustCompile(`(?m)^#+ (.*)$`)
	punctuation = regexp.MustCompile(`[^\w -]`)
)

// TestLinks looks for the file and the heading behind each link within this repository.
func TestLinks(t *testing.T) {
	for page, text := range pages(t) {
		for _, l := range link.FindAllStringSubmatch(text, -1) {
			target, anchor := page, l[2]
			if strings.Contains(l[1], "://") {
				continue
			}
			if l[1] != "" {
				target = filepath.Join(filepath.Dir(page), l[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if anchor != "" && !slices.Contains(anchors(t, target), anchor) {
				t.Errorf("%s: %s has no heading #%s", page, target, anchor)
			}
		}
	}
}

// anchors returns the anchors that GitHub gives to the headings of a page.
func anchors(t *testing.T, page string) (anchors []string) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heading.FindAllStringSubmatch(string(text), -1) {
		plain := punctuation.ReplaceAllString(strings.ToLower(h[1]), "")
		anchors = append(anchors, strings.ReplaceAll(plain, " ", "-"))
	}
	return anchors
}

var (
	// quote is a block of code below a link to its file.
	quote = regexp.MustCompile("(?m)^\\*\\*(\\w+)\\*\\*: \\[.*\\]\\((.*)\\)\n\n```\\w+\n((?s:.*?)\n)```$")
	fence = regexp.MustCompile("(?m)^```(python|c|go)$")
	// A reader of the page does not need the lines for the Go command and for the tests
	// of ipctools-check.
	forTools = regexp.MustCompile(`(?m)\A((//go:build|(#|//) check:).*\n\n?)+`)
)

// TestQuotes compares each program in three-languages.md with its file.
func TestQuotes(t *testing.T) {
	const page = "three-languages.md"
	text := pages(t)[page]
	quotes := quote.FindAllStringSubmatch(text, -1)
	if fences := fence.FindAllString(text, -1); len(quotes) == 0 || len(quotes) != len(fences) {
		t.Errorf("%s: %d programs, but %d below a link to their file", page, len(fences), len(quotes))
	}
	for _, q := range quotes {
		file, err := os.ReadFile(q[2])
		if err != nil {
			t.Fatal(err)
		}
		if program := forTools.ReplaceAllString(string(file), ""); q[3] != program {
			t.Errorf("%s: the program below the link is not %s:\n%s", page, q[2], program)
		}
		// A program of more lines does not fit on a screen.
		if lines := strings.Count(q[3], "\n"); lines > 45 {
			t.Errorf("%s has %d lines", q[2], lines)
		}
	}
}

var (
	placeRow = regexp.MustCompile(`(?m)^\| .* \| (\[.*) \|$`)
	place    = regexp.MustCompile(`\]\(([^)]*)\): (` + code + `(?:, ` + code + `)*)`)
	codeText = regexp.MustCompile("`([^`]+)`")
)

// TestPlaces looks for each text in the file where session.md says that it is.
func TestPlaces(t *testing.T) {
	rows := placeRow.FindAllStringSubmatch(pages(t)["session.md"], -1)
	if len(rows) < 50 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows {
		places := place.FindAllStringSubmatch(row[1], -1)
		if len(places) != strings.Count(row[1], "](") {
			t.Errorf("%s: only %d places found", row[0], len(places))
		}
		for _, p := range places {
			file, err := os.ReadFile(p[1])
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range codeText.FindAllStringSubmatch(p[2], -1) {
				if text := strings.ReplaceAll(text[1], `\|`, "|"); !strings.Contains(string(file), text) {
					t.Errorf("%s has no %q", p[1], text)
				}
			}
		}
	}
}

var (
	code      = "`[^`]+`"
	namesIn   = regexp.MustCompile(`((?:` + code + `, )*` + code + `) in \[[^]]*\]\(([^)]*\.go)\)`)
	name      = regexp.MustCompile("`(\\w+)`")
	mixedCase = regexp.MustCompile("`([a-z]+[A-Z]\\w*|[A-Z][a-z]\\w*)`")
)

// TestFunctions looks for each function that a page names: in the file that the page
// names with it, and in how-it-works.md everywhere.
func TestFunctions(t *testing.T) {
	for page, text := range pages(t) {
		text = strings.Join(strings.Fields(text), " ")
		for _, n := range namesIn.FindAllStringSubmatch(text, -1) {
			file := filepath.Join(filepath.Dir(page), n[2])
			for _, function := range name.FindAllStringSubmatch(n[1], -1) {
				if !slices.Contains(declared(t, file), function[1]) {
					t.Errorf("%s: %s does not declare %s", page, file, function[1])
				}
			}
		}
	}
	files, _ := filepath.Glob("../*/*.go")
	more, _ := filepath.Glob("../internal/*/*.go")
	names := declared(t, append(files, more...)...)
	for _, n := range mixedCase.FindAllStringSubmatch(pages(t)["how-it-works.md"], -1) {
		if !slices.Contains(names, n[1]) {
			t.Errorf("how-it-works.md: no file declares %s", n[1])
		}
	}
}

// declared returns the functions and types that Go files declare.
func declared(t *testing.T, files ...string) (names []string) {
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.FuncDecl:
				names = append(names, n.Name.Name)
			case *ast.TypeSpec:
				names = append(names, n.Name.Name)
			}
			return true
		})
	}
	return names
}
