// check: fifo writer fifo-reader.pl
// missing: none
// The message is written at once, and is longer than the buffers of its readers.
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char message[3000];

    memset(message, 'm', sizeof message);
    message[sizeof message - 1] = '\n';
    mkfifo(argv[argc - 1], 0600);
    int fd = open(argv[argc - 1], O_WRONLY);
    if (fd < 0 || write(fd, message, sizeof message) != sizeof message)
        return 1;
    return close(fd);
}
