package dev.tributary.localstack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The port at which each part finds another one: its own, or that of what was put in between. A broker tells its clients
 * itself where it is, so with a {@link Wiring} every client has a listener of its own, which gives the address in between.
 */
final class Routes {

    /** One more listener of the broker. */
    record Listener(int port, int advertised) {}

    private final Ports ports;
    private final Optional<Wiring> wiring;
    private final Map<ServerName, Listener> listeners = new LinkedHashMap<>();

    private Routes(Ports ports, Optional<Wiring> wiring) {
        this.ports = ports;
        this.wiring = wiring;
    }

    /** Nothing in between. */
    static Routes direct(Ports ports) {
        return new Routes(ports, Optional.empty());
    }

    static Routes of(Ports ports, Optional<Wiring> wiring) {
        Routes routes = new Routes(ports, wiring);
        wiring.ifPresent(routes::addListeners);
        return routes;
    }

    private void addListeners(Wiring between) {
        addListener(between, ServerName.of(Part.CONNECT));
        for (int number = 1; number <= ports.http().size(); number++) {
            addListener(between, new ServerName(Part.APPLICATION, number));
        }
    }

    private void addListener(Wiring between, ServerName client) {
        int port = Ports.freePort();
        listeners.put(client, new Listener(port, between.port(client, Part.KAFKA, port)));
    }

    Map<ServerName, Listener> listeners() {
        return listeners;
    }

    int kafka(ServerName from) {
        Listener own = listeners.get(from);
        return own == null ? ports.kafka() : own.advertised();
    }

    int registry(ServerName from) {
        return port(from, Part.REGISTRY, ports.registry());
    }

    int postgres(ServerName from) {
        return port(from, Part.POSTGRES, ports.postgres());
    }

    private int port(ServerName from, Part to, int port) {
        return wiring.map(between -> between.port(from, to, port)).orElse(port);
    }
}
