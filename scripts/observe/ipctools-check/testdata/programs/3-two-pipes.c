// check: 3
// missing: none
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void reverse(char *s, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        char c = s[i];
        s[i] = s[n - 1 - i];
        s[n - 1 - i] = c;
    }
}

int main(void)
{
    int down[2], up[2];
    char line[1024];
    ssize_t n;

    if (pipe(down) < 0 || pipe(up) < 0) {
        perror("pipe");
        return 1;
    }
    if (fork() == 0) {
        close(down[1]);
        close(up[0]);
        while ((n = read(down[0], line, sizeof line)) > 0) {
            reverse(line, n);
            write(up[1], line, n);
        }
        _exit(0);
    }
    close(down[0]);
    close(up[1]);
    while (printf("phrase: "), fflush(stdout), fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "end") == 0)
            break;
        write(down[1], line, strlen(line));
        n = read(up[0], line, sizeof line);
        printf("%.*s\n", (int)n, line);
    }
    close(down[1]);
    close(up[0]);
    wait(NULL);
    return 0;
}
