package dev.tributary.tier;

import java.net.InetSocketAddress;
import java.util.List;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The names in {@code bootstrap.servers}. No client of Kafka can be made while none of them resolves, and what its constructor
 * throws then is the exception of a wrong setting. But the name of a container or pod that does not run yet, or does not run
 * at the moment, does not resolve either.
 */
public final class BrokerNames {

    private final List<String> addresses;

    /** @param addresses host:port */
    public BrokerNames(List<String> addresses) {
        this.addresses = addresses;
    }

    /** Whether a client can be made, or fails for another reason: an address that is not host:port is left to Kafka. */
    public boolean resolve() {
        return addresses.isEmpty() || addresses.stream().anyMatch(BrokerNames::isUsable);
    }

    /**
     * Fails as a broker that is away would.
     *
     * @throws NetworkException which is retriable, if no name resolves
     */
    public void require() {
        if (!resolve()) {
            throw new NetworkException("no name in bootstrap.servers can be resolved");
        }
    }

    private static boolean isUsable(String address) {
        @Nullable String host = Utils.getHost(address);
        @Nullable Integer port = Utils.getPort(address);
        return host == null || port == null || port > 65_535 || !new InetSocketAddress(host, port).isUnresolved();
    }
}
