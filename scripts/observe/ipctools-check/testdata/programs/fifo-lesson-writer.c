// check: fifo writer fifo-lesson-reader.c
// Copies standard input into the FIFO that is named by the argument.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
	static char bytes[65536];
	ssize_t n;
	if (argc != 2 || (mkfifo(argv[1], 0600) < 0 && errno != EEXIST)) {
		fprintf(stderr, "usage: writer FIFO\n");
		return 2;
	}
	int fifo = open(argv[1], O_WRONLY); // waits for a reader
	while ((n = read(STDIN_FILENO, bytes, sizeof bytes)) > 0)
		if (write(fifo, bytes, n) < n)
			return 1;
	return n < 0 || fifo < 0;
}
