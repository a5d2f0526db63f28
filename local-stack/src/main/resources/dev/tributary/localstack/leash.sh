#!/bin/sh
# Runs one server so that it cannot outlive its launcher, however the launcher ends.
#
#   leash.sh LOG SIGNAL GRACE COMMAND [ARGUMENT]...
#
# Standard input is a pipe that the launcher holds open and never writes to. When it is closed, by
# the launcher or by its death, the server gets SIGNAL, and SIGKILL if it is still there GRACE seconds
# later. The server's pid is the one line on standard output; what the server says is appended to LOG.
# The exit status is the server's.

log=$1 signal=$2 grace=$3
shift 3

# Ctrl-C and a closed terminal are the launcher's business.
trap '' HUP INT

exec 3<&0
"$@" </dev/null >>"$log" 2>&1 3<&- &
server=$!
echo "$server"
exec >/dev/null 2>&1

stop() {
    kill -s "$signal" "$server"
    kill -s CONT "$server"
    tenths=$((grace * 10))
    while [ "$tenths" -gt 0 ] && kill -s 0 "$server"; do
        sleep 0.1
        tenths=$((tenths - 1))
    done
    kill -s KILL "$server"
}

trap 'stop &' TERM

(
    trap - TERM
    while read -r ignored; do :; done <&3
    stop
) &
watcher=$!
exec 3<&- </dev/null

# A trapped signal ends a wait early: the server is gone only when its pid is.
while :; do
    wait "$server"
    status=$?
    kill -s 0 "$server" || break
done
kill -s TERM "$watcher"
exit "$status"
