// check: 2
// missing: none
// says: (?i)spin|processor|CPU
// env: DELAY=1
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

volatile sig_atomic_t flag;

void on_usr1(int sig)
{
    (void)sig;
    flag = 1;
}

int main(void)
{
    pid_t pid;
    char *delay = getenv("DELAY");

    signal(SIGUSR1, on_usr1);
    pid = fork();
    if (pid == 0) {
        usleep(1e6 * (delay ? atof(delay) : 5));
        kill(getppid(), SIGUSR1);
        while (1)
            pause();
    }
    while (!flag)
        ;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return 0;
}
