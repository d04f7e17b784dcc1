// check: 1
// missing: refuses
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int n = atoi(argv[argc > 0]);

    if (fork() == 0) {
        int a = 0, b = 1;
        for (int i = 0; i <= n; i++) {
            int sum = a + b;
            printf("%d\n", a);
            a = b;
            b = sum;
        }
        return 0;
    }
    wait(NULL);
    return 0;
}
