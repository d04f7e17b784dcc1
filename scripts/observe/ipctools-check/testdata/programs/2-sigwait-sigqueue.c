// check: 2
// missing: none
// env: DELAY=0.3
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    sigset_t set;
    siginfo_t info;
    pid_t parent = getpid(), child;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    child = fork();
    if (child < 0) {
        perror("fork");
        return 1;
    }
    if (child == 0) {
        union sigval value = {.sival_int = 42};
        const char *delay = getenv("DELAY");
        usleep((delay ? atof(delay) : 5) * 1000000);
        sigqueue(parent, SIGUSR2, value);
        pause();
        _exit(0);
    }
    sigwaitinfo(&set, &info);
    printf("%d sent signal %d with %d\n", (int)info.si_pid, info.si_signo, info.si_value.sival_int);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
