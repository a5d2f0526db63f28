package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void areAllDifferentAndFree() throws IOException {
        Ports ports = Ports.free(2);

        Set<Integer> all = Set.of(
                ports.postgres(),
                ports.kafka(),
                ports.controller(),
                ports.registry(),
                ports.connect(),
                ports.http().get(0),
                ports.http().get(1));
        assertThat(all).hasSize(7);
        for (int port : all) {
            assertThat(Ports.accepts(port)).isFalse();
            try (ServerSocket socket = listenOn(port)) {
                assertThat(Ports.accepts(socket.getLocalPort())).isTrue();
            }
        }
    }

    @Test
    void areConventionalOnlyAsFarAsThoseAreFree() throws IOException {
        Ports first = Ports.conventional(1);
        try (ServerSocket taken = listenOn(first.registry())) {
            Ports second = Ports.conventional(1);

            assertThat(second.registry()).isNotEqualTo(taken.getLocalPort());
        }
    }

    private static ServerSocket listenOn(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}
