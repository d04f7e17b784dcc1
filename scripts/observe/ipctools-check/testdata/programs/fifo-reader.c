// check: fifo reader fifo-writer.pl
// missing: none
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    char buffer[64];
    ssize_t n;

    if (argc < 2)
        return 2;
    mkfifo(argv[argc - 1], 0666); /* fails if the writer has made it, and that is fine */
    int fd = open(argv[argc - 1], O_RDONLY);
    if (fd == -1) {
        perror("open");
        exit(1);
    }
    while ((n = read(fd, buffer, sizeof buffer)) > 0)
        fwrite(buffer, 1, n, stdout);
    close(fd);
    return 0;
}
