"""fib-one.py N prints only fib(N), computed by doubling the index."""
import sys


def fibonacci(n):
    """Returns fib(n) and fib(n+1)."""
    if n == 0:
        return 0, 1
    a, b = fibonacci(n // 2)
    a, b = a * (2 * b - a), a * a + b * b
    return (b, a + b) if n % 2 else (a, b)


if hasattr(sys, "set_int_max_str_digits"):  # since 3.11
    sys.set_int_max_str_digits(0)
print(fibonacci(int(sys.argv[1]))[0])
