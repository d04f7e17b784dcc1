// check: 3
// missing: ends
// says: end
// fgets keeps the newline, so that the line never equals "end".
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int a[2], b[2], n;
    char s[300], t[300];

    pipe(a);
    pipe(b);
    if (fork() == 0) {
        close(a[1]);
        close(b[0]);
        while ((n = read(a[0], s, sizeof s)) > 0) {
            for (int i = 0; i < n; i++)
                t[i] = s[n - i - 1];
            write(b[1], t, n);
        }
        return 0;
    }
    close(a[0]);
    close(b[1]);
    do {
        printf("phrase: ");
        fflush(stdout);
        if (fgets(s, sizeof s, stdin) == NULL)
            break;
        n = strlen(s) - 1;
        write(a[1], s, n);
        n = read(b[0], t, sizeof t);
        printf("%.*s\n", n, t);
    } while (strcmp(s, "end") != 0);
    close(a[1]);
    wait(NULL);
    return 0;
}
