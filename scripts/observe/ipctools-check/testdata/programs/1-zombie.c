// check: 1
// missing: parent-waits
// says: (?i)zombie|reap|wait
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int n, prev = 0, cur = 1;

    if (argc < 2 || !isdigit((unsigned char)argv[1][0]) || argv[1][0] == 0) {
        fprintf(stderr, "Argument missing or not a number\n");
        exit(EXIT_FAILURE);
    }
    for (char *c = argv[1]; *c; c++)
        if (!isdigit((unsigned char)*c)) {
            fprintf(stderr, "%s is not an integer\n", argv[1]);
            exit(EXIT_FAILURE);
        }
    n = atoi(argv[1]);
    if (fork() == 0) {
        while (n-- >= 0) {
            int next = prev + cur;
            printf("%d ", prev);
            prev = cur;
            cur = next;
        }
        printf("\n");
        exit(EXIT_SUCCESS);
    }
    sleep(1); /* the child will be done by then */
    exit(EXIT_SUCCESS);
}
