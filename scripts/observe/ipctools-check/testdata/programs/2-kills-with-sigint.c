// check: 2
// missing: kill
// says: SIGINT
// env: DELAY=0.3
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int child;

void handler(int sig)
{
    (void)sig;
    kill(child, SIGINT);
}

int main(void)
{
    signal(SIGUSR1, handler);
    child = fork();
    if (!child) {
        char *d = getenv("DELAY");
        usleep((d ? atof(d) : 5) * 1000000);
        kill(getppid(), SIGUSR1);
        sleep(10);
        return 0;
    }
    wait(NULL);
    puts("done");
    return 0;
}
