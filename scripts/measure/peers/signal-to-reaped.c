// signal-to-reaped RUNS PARENT [ARG]... runs PARENT, an exchange of signals, RUNS times.
// The COMMAND of PARENT is this same program. It prints the median time in microseconds
// from just before the child sends its signal until the child has been reaped.
//
// It measures from outside, in the same way for every PARENT. The child writes its PID and
// the time to its standard output, a pipe, and then signals. A pidfd of the child reports
// POLLHUP as soon as the parent has reaped the child (pidfd_open(2), since Linux 6.9).
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct signalled {
	pid_t child;
	long nanoseconds;
};

static long now(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int signal_parent(void) {
	struct signalled signalled = {.child = getpid()};
	sigset_t opened;
	sigemptyset(&opened);
	sigaddset(&opened, SIGUSR2);
	sigprocmask(SIG_BLOCK, &opened, NULL);
	// SIGUSR2 says that the pidfd is open. The sleep is long enough for the parent to wait.
	if (write(STDOUT_FILENO, &signalled, sizeof signalled) < 0 ||
	    sigwaitinfo(&opened, NULL) < 0 || usleep(10000) < 0)
		return 1;
	signalled.nanoseconds = now();
	if (write(STDOUT_FILENO, &signalled, sizeof signalled) < 0)
		return 1;
	kill(getppid(), SIGUSR1);
	pause();
	return 1;
}

// measure returns the nanoseconds of one exchange, or -1 if the exchange failed.
static long measure(char **arguments) {
	int ends[2], status;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid_t parent = fork();
	if (parent == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execvp(arguments[0], arguments);
		_exit(127);
	}
	close(ends[1]);
	struct signalled signalled = {0};
	long reaped = -1;
	if (read(ends[0], &signalled, sizeof signalled) == sizeof signalled) {
		struct pollfd child = {.fd = syscall(SYS_pidfd_open, signalled.child, 0)};
		kill(signalled.child, SIGUSR2);
		if (read(ends[0], &signalled, sizeof signalled) == sizeof signalled &&
		    poll(&child, 1, 2000) == 1 && child.revents == POLLHUP)
			reaped = now();
		close(child.fd);
	}
	close(ends[0]);
	if (waitpid(parent, &status, 0) < 0 || status != 0 || reaped < 0)
		return -1;
	return reaped - signalled.nanoseconds;
}

static int compare(const void *a, const void *b) {
	long x = *(const long *)a, y = *(const long *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv) {
	static char self[4096];
	if (argc == 2 && strcmp(argv[1], "child") == 0)
		return signal_parent();
	int runs = argc < 3 ? 0 : atoi(argv[1]);
	if (runs < 1 || readlink("/proc/self/exe", self, sizeof self - 1) < 0)
		return 2;
	char *arguments[argc + 1];
	memcpy(arguments, argv + 2, (argc - 2) * sizeof *arguments);
	arguments[argc - 2] = self;
	arguments[argc - 1] = "child";
	arguments[argc] = NULL;
	long *times = calloc(runs, sizeof *times);
	for (int run = 0; run < runs; run++)
		if ((times[run] = measure(arguments)) < 0) {
			fprintf(stderr, "signal-to-reaped: %s: no exchange was seen (needs Linux 6.9)\n", argv[2]);
			return 1;
		}
	qsort(times, runs, sizeof *times, compare);
	printf("%ld\n", times[runs / 2] / 1000);
	return 0;
}
