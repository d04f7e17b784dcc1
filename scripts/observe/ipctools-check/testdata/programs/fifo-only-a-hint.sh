#!/usr/bin/env bash
# This is the "reader" of fifo-starts-its-reader.py.
echo "Look at the other terminal: the writer has its own reader of $1."
