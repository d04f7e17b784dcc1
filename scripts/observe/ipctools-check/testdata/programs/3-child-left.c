// check: 3
// missing: nothing-left
// says: (?i)left|running
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    int down[2], up[2];
    char text[256], copy[256];

    pipe(down);
    pipe(up);
    if (fork() == 0) {
        while (1) {
            int n = read(down[0], text, sizeof text);
            for (int i = 0; i < n; i++)
                copy[n - 1 - i] = text[i];
            write(up[1], copy, n);
        }
    }
    while (1) {
        printf("> ");
        fflush(stdout);
        if (fgets(text, sizeof text, stdin) == NULL || strcmp(text, "end\n") == 0)
            return 0;
        write(down[1], text, strlen(text) - 1);
        int n = read(up[0], copy, sizeof copy);
        printf("%.*s\n", n, copy);
    }
}
