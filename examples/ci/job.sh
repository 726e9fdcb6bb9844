#!/bin/sh
# For schedulers that know only success and failure: that there is more to do (5) or that a table is not allowed (4) is no failure.
# A signal is handed on to the program, which then stops at its next commit point.
node "$(dirname "$0")/bin/entra-extract.js" "$@" &
program=$!
trap 'kill -TERM "$program" 2> /dev/null' INT TERM
wait "$program"
code=$?
# It is the wait that a signal ends first.
while kill -0 "$program" 2> /dev/null; do
  wait "$program"
  code=$?
done
case "$code" in
  4 | 5) exit 0 ;;
  *) exit "$code" ;;
esac
