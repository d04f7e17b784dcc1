// check: fifo writer fifo-reader.py
// missing: none
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    static const char *lines[] = {"first line\n", "second line\n", "third line\n"};
    int fd;

    if (argc != 2) {
        fprintf(stderr, "usage: %s FIFO\n", argv[0]);
        return 2;
    }
    if (mkfifo(argv[1], 0600) < 0 && errno != EEXIST) {
        perror(argv[1]);
        return 1;
    }
    fd = open(argv[1], O_WRONLY);
    if (fd < 0) {
        perror(argv[1]);
        return 1;
    }
    for (int i = 0; i < 3; i++)
        if (write(fd, lines[i], strlen(lines[i])) < 0) {
            perror("write");
            return 1;
        }
    close(fd);
    return 0;
}
