// check: 2
// missing: caught
// says: (?i)block|intercept|caught
// env: DELAY=0.3
// The signal is blocked and stays so: the parent only lets time pass.
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    sigset_t set;
    char *text = getenv("DELAY");
    double delay = text ? atof(text) : 5;
    pid_t child;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    child = fork();
    if (child == 0) {
        usleep(delay * 1e6);
        kill(getppid(), SIGUSR1);
        pause();
        exit(0);
    }
    usleep((delay + 1) * 1e6);
    kill(child, SIGKILL);
    wait(NULL);
    return 0;
}
