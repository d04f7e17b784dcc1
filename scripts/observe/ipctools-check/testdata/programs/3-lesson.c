// check: 3
// The parent reads phrases, and a worker child reverses them.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *line;
static size_t size; // of the memory at line: getline(3) enlarges it

static void reverse_lines(FILE *from, FILE *to) {
	for (ssize_t end; (end = getline(&line, &size, from) - 1) >= 0; fflush(to)) {
		for (ssize_t i = end - 1; i >= 0; i--)
			if ((line[i] & 0xc0) != 0x80) { // the first byte of a character in UTF-8
				fwrite(line + i, 1, end - i, to);
				end = i;
			}
		putc('\n', to);
	}
}

static void prompt(void) { fputs("phrase (\"end\" to stop): ", stderr); }

int main(void) {
	int to_child[2], from_child[2]; // pipes: read from [0], write to [1]
	pid_t child;
	if (pipe(to_child) < 0 || pipe(from_child) < 0 || (child = fork()) < 0)
		return 1;
	if (child == 0) {
		close(to_child[1]); // if the child kept it, it would never find the end
		close(from_child[0]);
		reverse_lines(fdopen(to_child[0], "r"), fdopen(from_child[1], "w"));
		return 0;
	}
	close(to_child[0]);
	close(from_child[1]); // if the parent kept it, it would not see the child end
	FILE *answers = fdopen(from_child[0], "r");
	while (prompt(), getline(&line, &size, stdin) > 0 && strcmp(line, "end\n") != 0) {
		dprintf(to_child[1], "%.*s\n", (int)strcspn(line, "\n"), line);
		if (getline(&line, &size, answers) > 0)
			fputs(line, stdout);
	}
	close(to_child[1]); // the child finds the end of its input
	return waitpid(child, NULL, 0) < 0;
}
