// sigpair-fork [COMMAND [ARG]...] is exercise 2 of the session, an exchange of signals.
// The child, or the COMMAND that it becomes, signals its parent. The parent kills it.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
	sigset_t awaited;
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGUSR1);
	// A blocked SIGUSR1 waits for sigwaitinfo, even if it comes early.
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	pid_t child = fork();
	if (child == 0) {
		if (argc > 1) {
			execvp(argv[1], argv + 1);
			return 127;
		}
		kill(getppid(), SIGUSR1);
		pause();
	}
	int status;
	if (child < 0 || sigwaitinfo(&awaited, NULL) < 0 || kill(child, SIGKILL) < 0 ||
	    waitpid(child, &status, 0) < 0)
		return 1;
	if (argc == 1)
		printf("child %d sent SIGUSR1 and was killed by SIGKILL\n", child);
	return 0;
}
