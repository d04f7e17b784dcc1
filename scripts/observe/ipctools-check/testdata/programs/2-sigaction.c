// check: 2
// missing: none
// env: DELAY=0.3
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t child;

static void handler(int sig)
{
    (void)sig;
    kill(child, SIGKILL);
}

int main(void)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    char *delay = getenv("DELAY");
    int status;

    sigaction(SIGUSR1, &action, NULL);
    child = fork();
    if (child == 0) {
        usleep((delay ? atof(delay) : 5) * 1e6);
        kill(getppid(), SIGUSR1);
        for (;;)
            pause();
    }
    wait(&status);
    if (WIFSIGNALED(status))
        printf("the child was ended by signal %d\n", WTERMSIG(status));
    return 0;
}
