# The project's own images, each a target of this one file: one build makes what goes into all of them.
#
#   docker build --target streams-app .

ARG KAFKA_VERSION=4.3.1

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /build
# What is fetched is a layer of its own: a changed line of code does not fetch it again.
COPY pom.xml ./
COPY avro-serde/pom.xml avro-serde/
COPY view-definition/pom.xml view-definition/
COPY streams-app/pom.xml streams-app/
COPY tools/pom.xml tools/
COPY connect/pom.xml connect/
COPY connect/jdbc-sink/pom.xml connect/jdbc-sink/
COPY local-stack/pom.xml local-stack/
COPY local-stack/servers/pom.xml local-stack/servers/
COPY benchmarks/pom.xml benchmarks/
RUN mvn -B -ntp -q -DskipTests -pl streams-app,tools,connect,connect/jdbc-sink -am dependency:go-offline
COPY . .
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl streams-app,tools,connect,connect/jdbc-sink -am package \
 && mkdir -p /out/streams-app /out/tools \
 && cp streams-app/target/streams-app-*.jar streams-app/target/lib/*.jar /out/streams-app/ \
 && cp tools/target/tools-*.jar tools/target/lib/*.jar /out/tools/ \
 && cp -r connect/target/plugins /out/plugins \
 && cp streams-app/target/agent/jmx-agent.jar /out/

# The application.
FROM eclipse-temurin:25-jre AS streams-app
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tributary && install -d -o tributary /state
COPY --from=build /out/jmx-agent.jar /opt/jmx/agent.jar
COPY --from=build /out/streams-app /opt/tributary
COPY streams-app/container.sh /opt/tributary/start.sh
# An archive of the classes that a start needs, from one that finds no broker: it waits, answers HTTP, and is stopped.
RUN chmod a+r /opt/tributary/start.sh && sh /opt/tributary/start.sh --write-archive
USER tributary
VOLUME /state
ENV TRIBUTARY_HTTP_HOST=0.0.0.0
EXPOSE 8080 9404
ENTRYPOINT ["/bin/sh", "/opt/tributary/start.sh"]

# The command line: registers the connector, generates load, compares, exports the lag of groups.
FROM eclipse-temurin:25-jre AS tools
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tributary
COPY --from=build /out/tools /opt/tributary
USER tributary
WORKDIR /work
COPY views /work/views
ENTRYPOINT ["java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED", "-cp", "/opt/tributary/*", "dev.tributary.tools.Main"]

# The view as a Delta table, and the command line, with Spark beside it. Built only if it is asked for.
FROM build AS build-lakehouse
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true -P lakehouse -pl lakehouse -am package \
 && mkdir -p /out/lakehouse \
 && cp lakehouse/target/lakehouse-*.jar lakehouse/target/lib/*.jar /out/lakehouse/

FROM eclipse-temurin:25-jre AS lakehouse
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tributary && install -d -o tributary /lakehouse
COPY --from=build-lakehouse /out/lakehouse /opt/tributary
COPY lakehouse/jvm.options /opt/
USER tributary
VOLUME /lakehouse
WORKDIR /work
COPY views /work/views
ENTRYPOINT ["java", "@/opt/jvm.options", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", "/opt/tributary/*", "dev.tributary.lakehouse.Main"]

# A Connect worker with the plugin set.
FROM apache/kafka:${KAFKA_VERSION} AS connect
USER root
COPY --from=build /out/jmx-agent.jar /opt/jmx/agent.jar
COPY --from=build /out/plugins /opt/tributary/plugins
COPY connect/start.sh connect/worker.properties /opt/tributary/
# An archive of the classes that a start needs, from one that finds no broker.
RUN chmod a+r /opt/tributary/* && sh /opt/tributary/start.sh --write-archive
USER appuser
EXPOSE 8083 9404
CMD ["/bin/sh", "/opt/tributary/start.sh"]

# The broker. What the image starts is kafka/start.sh, which starts Kafka: after a crash, in two steps (decision 8).
FROM apache/kafka:${KAFKA_VERSION} AS kafka
USER root
COPY --from=build /out/jmx-agent.jar /opt/jmx/agent.jar
COPY kafka/start.sh local-stack/src/main/resources/dev/tributary/localstack/log4j2.properties /opt/tributary/
# All of the log goes to the console: what the controller says is what start.sh waits for. Log, agent and heap are the broker's alone:
# another program of Kafka that is run in the container would find the agent's port taken.
RUN chmod a+r /opt/tributary/* \
 && mv /opt/kafka/bin/kafka-server-start.sh /opt/kafka/bin/kafka-server-start-now.sh \
 && printf '#!/bin/sh\nexport KAFKA_OPTS="$KAFKA_OPTS -javaagent:/opt/jmx/agent.jar=9404:/opt/jmx/jmx.yml"\nexport KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xmx512m}"\nexport KAFKA_LOG4J_OPTS=-Dlog4j2.configurationFile=/opt/tributary/log4j2.properties\nexec /bin/sh /opt/tributary/start.sh /var/lib/kafka/data /tmp/controller.log localhost:9093 /opt/kafka/bin/kafka-server-start-now.sh "$@"\n' \
    > /opt/kafka/bin/kafka-server-start.sh \
 && chmod 755 /opt/kafka/bin/kafka-server-start.sh
USER appuser
EXPOSE 9404

# One address for all instances of the application.
FROM debian:12-slim AS gateway
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends haproxy \
 && rm -rf /var/lib/apt/lists/*
USER haproxy
EXPOSE 8080
ENTRYPOINT ["haproxy", "-W", "-db", "-f", "/etc/tributary/haproxy.cfg"]
