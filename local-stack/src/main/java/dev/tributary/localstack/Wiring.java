package dev.tributary.localstack;

/** What stands between the parts of a stack: for who wants to cut and to delay what they say to each other. */
@FunctionalInterface
public interface Wiring {

    /**
     * Asked once for each connection that a part makes, before either of the two is started; again if the stack has to be
     * started on other ports.
     *
     * @param port of {@code to} on loopback; of Kafka, each client has one of its own
     * @return the port on loopback at which {@code from} is to find it
     */
    int port(ServerName from, Part to, int port);
}
