// check: 1
// missing: child-writes
// says: (?i)parent|itself
// The two branches are exchanged: the parent prints and the child has nothing to do.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 2 || argv[1][0] == '\0' || strspn(argv[1], "0123456789") != strlen(argv[1])) {
        puts("give me a number");
        return 1;
    }
    int n = atoi(argv[1]);
    if (fork()) {
        int a = 0, b = 1;
        for (int i = 0; i <= n; i++) {
            printf("%d\n", a);
            b = a + b;
            a = b - a;
        }
        fflush(stdout);
        wait(NULL);
    }
    return 0;
}
