package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.http.PositionToken.InvalidTokenException;
import dev.tributary.view.Position;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PositionTokenTest {

    private final PositionToken tokens = new PositionToken(new Uuid(1, 2), 4);

    @Test
    void readsWhatItWrites() {
        Position position = Position.of(0, Position.NOTHING, 1_000_000_007L, Long.MAX_VALUE - 1);

        PositionToken.Decoded decoded = tokens.decode(tokens.encode(position, 1_790_000_000_999L));

        assertThat(decoded.position()).isEqualTo(position);
        assertThat(decoded.givenOutSeconds()).isEqualTo(1_790_000_000L);
    }

    @Test
    void isShort() {
        assertThat(tokens.encode(Position.of(1_000_000, 1_000_000, 1_000_000, 1_000_000), 1_790_000_000_000L))
                .hasSizeLessThan(32)
                .matches("[A-Za-z0-9_-]+");
    }

    @Test
    void refusesThatOfAnotherTopic() {
        String other = new PositionToken(new Uuid(3, 4), 4).encode(Position.none(4), 0);

        assertThatThrownBy(() -> tokens.decode(other))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("another topic");
    }

    @Test
    void refusesWhatWasNotGivenOut() {
        String valid = tokens.encode(Position.of(1, 2, 3, 300), 0);
        Random random = new Random(1);
        for (String text : new String[] {"", "%%%", "AAAA", valid.substring(2), valid + "AA", "x".repeat(20_000)}) {
            assertThatThrownBy(() -> tokens.decode(text)).isInstanceOf(InvalidTokenException.class);
        }
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String noise = java.util.Base64.getUrlEncoder().encodeToString(bytes);
            assertThatThrownBy(() -> tokens.decode(noise)).isInstanceOf(InvalidTokenException.class);
        }
    }
}
