// fib-fork LAST is exercise 1 of the session: a worker child prints fib(0) to fib(LAST).
// LAST is at most 93.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
	if (argc < 2)
		return 2;
	int last = atoi(argv[1]), status;
	pid_t worker = fork();
	if (worker == 0) {
		unsigned long a = 0, b = 1;
		for (int n = 0; n <= last; n++) {
			printf("%lu\n", a);
			unsigned long sum = a + b;
			a = b;
			b = sum;
		}
		return fflush(stdout) != 0;
	}
	return worker < 0 || waitpid(worker, &status, 0) < 0 || status != 0;
}
