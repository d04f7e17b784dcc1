// check: 2
// missing: none
// env: DELAY=0.3
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    struct signalfd_siginfo info;
    sigset_t usr1;
    int fd, child_fd, parent_fd;
    pid_t child;

    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    fd = signalfd(-1, &usr1, SFD_CLOEXEC);
    if ((child = fork()) == 0) {
        char *delay = getenv("DELAY");
        parent_fd = syscall(SYS_pidfd_open, getppid(), 0);
        usleep((delay ? strtod(delay, NULL) : 5.0) * 1e6);
        syscall(SYS_pidfd_send_signal, parent_fd, SIGUSR1, NULL, 0);
        while (1)
            sleep(10);
    }
    child_fd = syscall(SYS_pidfd_open, child, 0);
    if (read(fd, &info, sizeof info) != sizeof info)
        return 1;
    syscall(SYS_pidfd_send_signal, child_fd, SIGKILL, NULL, 0);
    waitpid(child, NULL, 0);
    return 0;
}
