// check: 2
// missing: reaped
// says: (?i)wait|reap|zombie
// env: DELAY=0.3
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static pid_t pid;

static void parent_handler(int signo)
{
    kill(pid, SIGKILL);
    (void)signo;
}

int main(void)
{
    char *delay = getenv("DELAY");

    signal(SIGUSR1, parent_handler);
    pid = fork();
    if (pid == 0) {
        usleep(delay ? atof(delay) * 1e6 : 5e6);
        kill(getppid(), SIGUSR1);
        for (;;)
            sleep(1);
    }
    pause();
    sleep(1);
    return 0;
}
