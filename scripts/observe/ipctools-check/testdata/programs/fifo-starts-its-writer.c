// check: fifo reader fifo-only-a-hint.sh
// missing: unrelated
// says: (?i)child|parent|start|related
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char buffer[100];
    int fd, n;

    if (argc < 2)
        return 2;
    mkfifo(argv[1], 0600);
    if (fork() == 0) {
        fd = open(argv[1], O_WRONLY);
        dprintf(fd, "one\ntwo\nthree\n");
        return 0;
    }
    fd = open(argv[1], O_RDONLY);
    while ((n = read(fd, buffer, sizeof buffer)) > 0)
        printf("%.*s", n, buffer);
    wait(NULL);
    return 0;
}
