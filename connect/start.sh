#!/bin/sh
# Starts the Connect worker of the container. Agent and heap are the worker's alone: another program of Kafka that is run in the
# container would find the agent's port taken, and take as much memory.
export KAFKA_OPTS="${KAFKA_OPTS:-} -javaagent:/opt/jmx/agent.jar=9404:/opt/jmx/jmx.yml"
export KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xmx512m}"
exec /opt/kafka/bin/connect-distributed.sh /opt/tributary/worker.properties
