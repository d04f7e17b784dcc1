// check: 2
// missing: signal
// says: (?i)no signal|USR1
// env: DELAY=0.3
// The parent sets itself an alarm. The child sends nothing.
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t pid;

void on_alarm(int sig)
{
    (void)sig;
    kill(pid, SIGKILL);
}

int main(void)
{
    char *delay = getenv("DELAY");
    double seconds = delay ? atof(delay) : 5;
    struct itimerval timer = {.it_value = {(int)seconds, (seconds - (int)seconds) * 1e6}};

    signal(SIGALRM, on_alarm);
    if ((pid = fork()) == 0)
        for (;;)
            pause();
    setitimer(ITIMER_REAL, &timer, NULL);
    wait(NULL);
    return 0;
}
