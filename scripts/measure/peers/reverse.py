"""Reverses the code points of every line."""
import sys

sys.stdout.writelines(line.rstrip("\n")[::-1] + "\n" for line in sys.stdin)
