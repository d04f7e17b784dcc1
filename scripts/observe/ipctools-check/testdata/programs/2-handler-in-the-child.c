// check: 2
// missing: caught
// says: SIGUSR1
// env: DELAY=0.3
// The handler is installed in the child, where no signal arrives.
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int sig) { (void)sig; }

int main(void)
{
    char *delay = getenv("DELAY");
    pid_t parent = getpid(), child = fork();

    if (child == 0) {
        signal(SIGUSR1, handler);
        usleep((delay ? atof(delay) : 5) * 1e6);
        kill(parent, SIGUSR1);
        while (getppid() == parent)
            usleep(10000);
        exit(0);
    }
    pause();
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
