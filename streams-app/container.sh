#!/bin/sh
# Starts one instance of the application in a container.
#
# The containers of all instances share the volume at /state. Each takes the first folder there that no other has, for as
# long as it lives: so one that comes back, or is made anew, finds state of before, and need not restore it from Kafka.
set -eu

home=/opt/tributary
archive=$home/classes.jsa
# In the order of names: an archive of classes is for one class path, and the order of a folder is no order.
classpath=$(printf '%s:' "$home"/*.jar)

run() {
    exec java -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED "$@" \
        -cp "$classpath" dev.tributary.Main
}

if [ "${1:-}" = --write-archive ]; then
    log=/tmp/archive.log
    export TRIBUTARY_BOOTSTRAP_SERVERS=127.0.0.1:1 TRIBUTARY_SCHEMA_REGISTRY_URL=http://127.0.0.1:1 TRIBUTARY_STATE_DIR=/tmp/archive
    # A heap of less than 32 GB, as in a container: objects are referred to in another way beyond.
    (run -Xmx384m -XX:ArchiveClassesAtExit="$archive" -Xlog:disable) >$log 2>&1 &
    java=$! left=120
    until grep -q 'waiting for' $log || [ $left = 0 ]; do
        sleep 1
        left=$((left - 1))
    done
    kill -s TERM $java || true
    wait $java || true
    # It is there, and can be used.
    java -Xshare:on -XX:+UseSerialGC -Xmx384m -XX:SharedArchiveFile="$archive" -cp "$classpath" -version >>$log 2>&1 || {
        cat $log
        exit 1
    }
    rm -rf /tmp/archive $log
    exit
fi

slot=1 taken=9
while
    mkdir -p "/state/$slot"
    exec 9>"/state/$slot.lock"
    status=0
    flock --nonblock --conflict-exit-code $taken 9 || status=$?
    [ $status != 0 ]
do
    if [ $status != $taken ] || [ $slot = 64 ]; then
        echo "no folder of /state can be locked: flock ended with $status for /state/$slot" >&2
        exit 1
    fi
    slot=$((slot + 1))
done
export TRIBUTARY_STATE_DIR="/state/$slot"
echo "state is in /state/$slot"
# The heap has half of the container's memory, RocksDB, the state of the join and the threads the rest.
run -XX:MaxRAMPercentage=50 -XX:SharedArchiveFile="$archive" -Xlog:disable -Xlog:all=error:stderr \
    -javaagent:/opt/jmx/agent.jar=9404:/opt/jmx/jmx.yml
