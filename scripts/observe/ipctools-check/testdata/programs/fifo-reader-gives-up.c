// check: fifo reader fifo-writer.sh
// missing: waits
// says: (?i)wait|O_NONBLOCK
// If there is no writer yet, the reader takes that for the end.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char buffer[200];
    ssize_t n;

    if (argc != 2)
        return 2;
    mkfifo(argv[1], 0600);
    int fd = open(argv[1], O_RDONLY | O_NONBLOCK);
    while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EAGAIN))
        if (n > 0)
            fwrite(buffer, n, 1, stdout);
        else
            usleep(1000);
    return 0;
}
