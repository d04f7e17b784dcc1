// check: 2
// sigpair-fork [DELAY [COMMAND [ARG]...]] is exercise 2 of the session, an exchange of
// signals. After DELAY seconds (5), the child signals its parent, which kills it. A COMMAND
// takes the place of the child, and signals on its own.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
	int delay = argc > 1 ? atoi(argv[1]) : 5;
	sigset_t awaited;
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGUSR1);
	// A blocked SIGUSR1 waits for sigwaitinfo, even if it comes early.
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	pid_t child = fork();
	if (child == 0) {
		if (argc > 2) {
			execvp(argv[2], argv + 2);
			return 127;
		}
		if (delay > 0)
			sleep(delay);
		kill(getppid(), SIGUSR1);
		pause();
	}
	int status;
	if (child < 0 || sigwaitinfo(&awaited, NULL) < 0 || kill(child, SIGKILL) < 0 ||
	    waitpid(child, &status, 0) < 0) {
		perror("sigpair-fork");
		return 1;
	}
	if (argc <= 2)
		printf("child %d sent SIGUSR1 and was killed by SIGKILL\n", child);
	return 0;
}
