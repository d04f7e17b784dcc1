// check: 1
// fib-fork LAST is exercise 1 of the session: a worker child prints fib(0) to fib(LAST).
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int print_sequence(long last) {
	unsigned long a = 0, b = 1;
	for (long n = 0; n <= last; n++) {
		printf("%lu\n", a);
		unsigned long sum = a + b;
		a = b;
		b = sum;
	}
	return fflush(stdout) != 0;
}

int main(int argc, char **argv) {
	char *end = "";
	long last = argc == 2 ? strtol(argv[1], &end, 10) : -1;
	// fib(94) does not fit into 64 bits.
	if (argc != 2 || end == argv[1] || *end != '\0' || last < 0 || last > 93) {
		fprintf(stderr, "usage: fib-fork LAST, a whole number from 0 to 93\n");
		return 2;
	}
	int status;
	pid_t worker = fork();
	if (worker == 0)
		return print_sequence(last);
	if (worker < 0 || waitpid(worker, &status, 0) < 0) {
		perror("fib-fork");
		return 1;
	}
	return status != 0;
}
