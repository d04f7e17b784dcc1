// paced LINES COMMAND runs COMMAND in a shell and writes LINES lines to it, one every
// 5 ms. It prints the median time in microseconds from just before a line is written until
// it has come out of COMMAND. It fails if the output is not the input.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int compare(const void *a, const void *b) {
	long x = *(const long *)a, y = *(const long *)b;
	return (x > y) - (x < y);
}

static void run(const char *command, int input, int output) {
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

// A line has its number, and the time at which it was written.
static void write_lines(int lines, int output) {
	for (int line = 0; line < lines; line++) {
		usleep(5000);
		dprintf(output, "%d %ld\n", line, now());
	}
	_exit(0);
}

static void fail(const char *reason) {
	fprintf(stderr, "paced: %s\n", reason);
	exit(1);
}

int main(int argc, char **argv) {
	int to[2], from[2], lines = argc == 3 ? atoi(argv[1]) : 0;
	if (lines < 1 || pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		return 2;
	pid_t command = fork();
	if (command == 0)
		run(argv[2], to[0], from[1]);
	pid_t writer = fork();
	if (writer == 0)
		write_lines(lines, to[1]);
	close(to[0]), close(to[1]), close(from[1]);
	FILE *output = fdopen(from[0], "r");
	long *times = calloc(lines, sizeof *times), written;
	int count = 0, line, status;
	char text[64];
	while (fgets(text, sizeof text, output)) {
		if (sscanf(text, "%d %ld", &line, &written) != 2 || line != count || count == lines)
			fail("the output has another line than the input");
		times[count++] = now() - written;
	}
	if (count < lines)
		fail("the output ended too early");
	if (waitpid(command, &status, 0) < 0 || status != 0)
		fail("the command failed");
	qsort(times, lines, sizeof *times, compare);
	printf("%ld\n", times[lines / 2] / 1000);
	return 0;
}
