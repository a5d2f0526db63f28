#!/bin/sh
# Starts the Connect worker of the container.
#
#   start.sh --write-archive   keeps the classes that a start needs for the starts to come; when the image is made
set -eu

archive=/opt/tributary/classes.jsa
settings=/opt/tributary/worker.properties

if [ "${1:-}" = --write-archive ]; then
    # From a worker that finds no broker, and ends.
    worker=/tmp/worker.properties
    export TRIBUTARY_BOOTSTRAP_SERVERS=127.0.0.1:1 TRIBUTARY_SCHEMA_REGISTRY_URL=http://127.0.0.1:1 \
        TRIBUTARY_CONNECT_LISTENER=http://127.0.0.1:8083 KAFKA_OPTS="-XX:ArchiveClassesAtExit=$archive" LOG_DIR=/tmp/logs
    { cat $settings; printf '\nrequest.timeout.ms=1000\ndefault.api.timeout.ms=2000\n'; } >$worker
    /opt/kafka/bin/connect-distributed.sh $worker >/tmp/archive.log 2>&1 || true
    # It is there, and can be used.
    KAFKA_OPTS="-Xshare:on -XX:SharedArchiveFile=$archive" /opt/kafka/bin/kafka-run-class.sh -version >>/tmp/archive.log 2>&1 || {
        cat /tmp/archive.log
        exit 1
    }
    rm -rf $worker /tmp/archive.log /tmp/logs
    exit
fi

# Agent, archive and heap are the worker's alone: another program of Kafka that is run in the container would find the agent's port
# taken, and take as much memory.
export KAFKA_OPTS="${KAFKA_OPTS:-} -XX:SharedArchiveFile=$archive -javaagent:/opt/jmx/agent.jar=9404:/opt/jmx/jmx.yml"
export KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xmx512m}"
exec /opt/kafka/bin/connect-distributed.sh $settings
