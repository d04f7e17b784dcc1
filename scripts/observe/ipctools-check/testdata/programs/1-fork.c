// check: 1
// missing: none
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    char *end;
    long n, i;
    unsigned long a = 0, b = 1, next;
    pid_t pid;

    if (argc != 2) {
        fprintf(stderr, "usage: %s n\n", argv[0]);
        return 1;
    }
    n = strtol(argv[1], &end, 10);
    if (end == argv[1] || *end != '\0' || n < 0) {
        fprintf(stderr, "%s: not a non-negative integer\n", argv[1]);
        return 1;
    }
    pid = fork();
    if (pid < 0) {
        perror("fork");
        return 1;
    }
    if (pid == 0) {
        printf("I am the child, my PID is %d and my parent's is %d\n", getpid(), getppid());
        for (i = 0; i <= n; i++) {
            printf("%lu\n", a);
            next = a + b;
            a = b;
            b = next;
        }
        return 0;
    }
    wait(NULL);
    return 0;
}
