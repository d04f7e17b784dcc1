// fib-gmp LAST prints fib(0) to fib(LAST). fib-gmp N N prints only fib(N).
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(const mpz_t number) {
	static char *digits;
	static size_t size;
	size_t need = mpz_sizeinbase(number, 10) + 2;
	if (need > size) {
		size = 2 * need;
		digits = realloc(digits, size);
		if (!digits)
			abort();
	}
	mpz_get_str(digits, 10, number);
	size_t length = strlen(digits);
	digits[length] = '\n';
	fwrite(digits, 1, length + 1, stdout);
}

int main(int argc, char **argv) {
	if (argc < 2)
		return 2;
	unsigned long last = strtoul(argv[argc - 1], NULL, 10);
	mpz_t a, b;
	setvbuf(stdout, NULL, _IOFBF, 256 << 10);
	mpz_init_set_ui(a, 0);
	mpz_init_set_ui(b, 1);
	if (argc > 2) {
		mpz_fib_ui(a, last);
		print(a);
	} else {
		for (unsigned long n = 0; n <= last; n++) {
			print(a);
			mpz_add(a, a, b);
			mpz_swap(a, b);
		}
	}
	return fflush(stdout) != 0;
}
