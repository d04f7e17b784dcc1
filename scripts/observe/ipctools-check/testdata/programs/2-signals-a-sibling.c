// check: 2
// missing: signal
// says: (?i)not the parent
// env: DELAY=0.3
// There are two children, and the second signals the first.
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t first, second;

void handler(int sig)
{
    (void)sig;
    if (second > 0)
        kill(second, SIGKILL);
}

int main(void)
{
    char *delay = getenv("DELAY");

    signal(SIGUSR1, handler);
    first = fork();
    if (first == 0) {
        pause();
        return 0;
    }
    second = fork();
    if (second == 0) {
        usleep((delay ? atof(delay) : 5) * 1e6);
        kill(first, SIGUSR1);
        return 0;
    }
    wait(NULL);
    wait(NULL);
    return 0;
}
