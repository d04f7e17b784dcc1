#!/usr/bin/env bash
# check: fifo reader fifo-one-long-message.c
# missing: bytes
# says: \d
[[ -p $1 ]] || mkfifo "$1"
head -c 1000 <"$1"
