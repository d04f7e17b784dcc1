// check: 3
// missing: child-reverses
// says: (?i)parent|unchanged|already
// What goes to the child is reversed already, and the child is a parrot.
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int fd[2], n;
    char s[500], r[500];

    socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
    if (fork() == 0) {
        close(fd[0]);
        while ((n = read(fd[1], s, sizeof s)) > 0)
            write(fd[1], s, n);
        return 0;
    }
    close(fd[1]);
    while (write(1, "> ", 2), fgets(s, sizeof s, stdin) && strcmp(s, "end\n")) {
        n = strlen(s) - 1;
        for (int i = 0; i < n; i++)
            r[i] = s[n - 1 - i];
        write(fd[0], r, n);
        n = read(fd[0], s, sizeof s);
        printf("%.*s\n", n, s);
    }
    close(fd[0]);
    wait(NULL);
    return 0;
}
