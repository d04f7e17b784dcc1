#!/usr/bin/env bash
# check: 2
# missing: signal
# says: SIGCONT
# env: DELAY=0.3
parent=$$
trap 'kill -9 $!' CONT
{
  trap - CONT
  sleep "${DELAY:-5}"
  kill -s CONT $parent
  exec sleep 60
} &
wait
wait
