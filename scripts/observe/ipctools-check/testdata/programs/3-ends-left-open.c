// check: 3
// missing: ends
// says: (?i)holds|open|descriptor
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int request[2], reply[2];
    char buffer[512], reversed[512];
    ssize_t n;

    pipe(request);
    pipe(reply);
    pid_t child = fork();
    if (child == 0) {
        while ((n = read(request[0], buffer, sizeof buffer)) > 0) {
            for (ssize_t i = 0; i < n; i++)
                reversed[i] = buffer[n - 1 - i];
            write(reply[1], reversed, n);
        }
        exit(0);
    }
    for (;;) {
        printf("Enter a phrase: ");
        fflush(stdout);
        if (!fgets(buffer, sizeof buffer, stdin))
            break;
        buffer[strcspn(buffer, "\n")] = 0;
        if (!strcmp(buffer, "end"))
            break;
        write(request[1], buffer, strlen(buffer));
        n = read(reply[0], reversed, sizeof reversed);
        printf("%.*s\n", (int)n, reversed);
    }
    close(request[1]);
    close(reply[0]);
    waitpid(child, NULL, 0);
    return 0;
}
