// Copies the FIFO that is named by the argument to standard output.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
	static char bytes[65536];
	ssize_t n;
	if (argc != 2 || (mkfifo(argv[1], 0600) < 0 && errno != EEXIST)) {
		fprintf(stderr, "usage: reader FIFO\n");
		return 2;
	}
	int fifo = open(argv[1], O_RDONLY); // waits for a writer
	while ((n = read(fifo, bytes, sizeof bytes)) > 0) // 0: the last writer has closed it
		if (write(STDOUT_FILENO, bytes, n) < n)
			return 1;
	return n < 0;
}
