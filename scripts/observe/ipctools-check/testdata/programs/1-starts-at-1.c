// check: 1
// missing: numbers
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int n;
    char rest;

    if (argc != 2 || sscanf(argv[1], "%d%c", &n, &rest) != 1 || n < 0) {
        printf("Error: a non-negative integer is expected\n");
        return EXIT_FAILURE;
    }
    pid_t pid = fork();
    if (pid == 0) {
        int f1 = 1, f2 = 1;
        for (int i = 0; i <= n; i++) {
            printf("%d ", f1);
            int f3 = f1 + f2;
            f1 = f2;
            f2 = f3;
        }
        printf("\n");
        exit(EXIT_SUCCESS);
    }
    waitpid(pid, NULL, 0);
    return EXIT_SUCCESS;
}
