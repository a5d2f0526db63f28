#!/bin/sh
# Runs a broker that is its own controller, and has it forget the broker that it was before a crash.
#
#   start.sh DATA LOG CONTROLLER COMMAND [ARGUMENT]...
#
# DATA is its log.dirs, COMMAND starts it, and takes --override KEY=VALUE behind its arguments.
#
# Kafka 4.3.1 loses transactions here (KAFKA-20734): a broker that comes back within its session still counts as leader,
# reads that a transaction is to be committed, and drops that when its old self is fenced in the middle of it. Its
# records then stay between the lines for ever: no reader of committed data gets past them. So after a crash the
# controller runs alone first, at the address CONTROLLER, until it has fenced the broker; LOG is for what it says.
# That takes no longer: the broker would wait for the same before it is let in.

data=$1 log=$2 controller=$3
shift 3

if [ -d "$data/__cluster_metadata-0" ] && [ ! -e "$data/.kafka_cleanshutdown" ]; then
    # Here, and not where it is started: what it said after an earlier crash must not be taken for its answer to this one.
    : >"$log"
    # It leaves no archive of its few classes for the broker, if the command asks for one.
    _JAVA_OPTIONS="${_JAVA_OPTIONS:-} -XX:-AutoCreateSharedArchive" "$@" --override process.roles=controller \
        --override "listeners=CONTROLLER://$controller" \
        --override "advertised.listeners=CONTROLLER://$controller" \
        --override broker.session.timeout.ms=1000 >>"$log" 2>&1 &
    alone=$!
    trap 'kill -s KILL "$alone"; exit 143' TERM
    # A broker that was fenced before is not fenced again, and nothing tells so: that is what the second limit is for. It
    # counts from when the controller works: on a busy machine that alone can take a minute, and a broker that is not fenced
    # by then loses transactions.
    left=${FENCE_START_TENTHS:-3000} active=
    while [ "$left" -gt 0 ] && kill -s 0 "$alone" && ! grep -q "Fencing broker" "$log"; do
        if [ -z "$active" ] && grep -q "Becoming the active controller" "$log"; then
            active=yes left=${FENCE_TENTHS:-100}
        fi
        sleep 0.1
        left=$((left - 1))
    done
    kill -s TERM "$alone"
    wait "$alone"
    trap - TERM
fi
exec "$@"
