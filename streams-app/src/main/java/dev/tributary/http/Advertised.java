package dev.tributary.http;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Comparator;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.state.HostInfo;

/** The addresses at which instances reach each other. */
final class Advertised {

    private Advertised() {}

    /**
     * The address that is set, or that it listens on, or, if it listens on all, the first of this machine's (in a container:
     * the container's) own that is not loopback, IPv4 before IPv6.
     *
     * @param port that it listens on
     */
    static HostInfo of(HttpSettings settings, int port) {
        if (!settings.advertised().isEmpty()) {
            return parse(settings.advertised());
        }
        try {
            InetAddress bound = InetAddress.getByName(settings.host());
            InetAddress reachable = bound.isAnyLocalAddress() ? ownAddress() : bound;
            return new HostInfo(literal(reachable), port);
        } catch (IOException e) {
            throw new ConfigException("cannot tell at which address others reach this instance (" + e.getMessage()
                    + "): set tributary.http.advertised");
        }
    }

    private static HostInfo parse(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            int port = Integer.parseInt(hostAndPort.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65_535) {
                return new HostInfo(withoutBrackets(hostAndPort.substring(0, colon)), port);
            }
        } catch (NumberFormatException e) {
            // As wrong as one without a colon.
        }
        throw new ConfigException("setting tributary.http.advertised is " + hostAndPort
                + ", and must be host:port, such as 10.0.0.7:8080");
    }

    /** As it stands in a URL. */
    static String hostAndPort(HostInfo address) {
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        return host + ":" + address.port();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static InetAddress ownAddress() throws IOException {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .filter(Advertised::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .min(Comparator.comparing(address -> !(address instanceof Inet4Address)));
        return own.isPresent() ? own.get() : InetAddress.getLoopbackAddress();
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (IOException e) {
            return false;
        }
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
