// check: 1
// missing: pids
// In the child, fork() has returned 0, and that is not its PID.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char *rest = "";
    long n = argc == 2 ? strtol(argv[1], &rest, 10) : -1;

    if (n < 0 || *rest || rest == argv[1]) {
        fprintf(stderr, "wrong argument\n");
        return 2;
    }
    pid_t pid = fork();
    if (pid == 0) {
        long a = 0, b = 1, c;
        printf("child: PID %d\n", pid);
        for (long i = 0; i <= n; i++, c = a + b, a = b, b = c)
            printf("%ld\n", a);
    } else {
        wait(NULL);
        printf("parent: PID %d\n", getpid());
    }
    return 0;
}
