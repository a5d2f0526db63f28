package dev.tributary.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.KeyedView;
import dev.tributary.tools.topic.RecordKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTopicTest {

    private static final Origin SEVEN = new Origin("cdc.public.orders", 2, 7);
    private static final Origin EIGHT = new Origin("cdc.public.orders", 2, 8);

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    @Test
    void hasALetterThatCameTwiceOnce() {
        die(SEVEN);
        die(EIGHT);
        die(SEVEN);

        assertThat(open()).containsExactly("cdc.public.orders:2:7", "cdc.public.orders:2:8");
    }

    @Test
    void hasNoneThatIsSettled() {
        die(SEVEN);
        die(EIGHT);
        settle(SEVEN, Resolution.DISCARDED);

        assertThat(open()).containsExactly("cdc.public.orders:2:8");
    }

    @Test
    void knowsWhereAllOfThemWereAlsoThoseThatAreSettled() {
        die(SEVEN);
        die(EIGHT);
        settle(SEVEN, Resolution.DISCARDED);

        assertThat(DeadLetterTopic.of(records).origins())
                .isEqualTo(Map.of(new TopicPartition("cdc.public.orders", 2), Set.of(7L, 8L)));
    }

    /** It was not put right after all. */
    @Test
    void hasOneAgainThatDiedOnceMoreAfterItWasSettled() {
        die(SEVEN);
        settle(SEVEN, Resolution.REPLAYED);
        die(SEVEN);

        assertThat(open()).containsExactly("cdc.public.orders:2:7");
    }

    @Test
    void passesOverWhatSaysNoOrigin() {
        records.add(new ConsumerRecord<>("tributary.dead-letters", 0, 0, new byte[0], new byte[0]));
        die(SEVEN);

        assertThat(open()).containsExactly("cdc.public.orders:2:7");
    }

    @Test
    void saysWhichOneIsNotThere() {
        die(SEVEN);
        DeadLetterTopic topic = DeadLetterTopic.of(records);

        assertThat(topic.select(List.of(), true)).hasSize(1);
        assertThat(topic.select(List.of("cdc.public.orders:2:7"), false)).hasSize(1);
        assertThatThrownBy(() -> topic.select(List.of("cdc.public.orders:2:8"), false))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("no dead letter cdc.public.orders:2:8");
    }

    @Test
    void keepsTheHeadersThatTheRecordHad() {
        die(SEVEN);
        records.getLast().headers().add("trace", new byte[] {1});

        DeadLetter letter = DeadLetterTopic.of(records).open().iterator().next();
        assertThat(letter.headers()).extracting(header -> header.key()).containsExactly("trace");
        assertThat(letter.shortException()).isEqualTo("UnknownMagicByteException");
    }

    @Test
    void hasAKeyOfItsTableIfTheViewIsNamed() {
        die(new Origin("cdc.public.labels", 0, 7), "Größen".getBytes(StandardCharsets.UTF_8));

        DeadLetter letter = DeadLetterTopic.of(records).open().iterator().next();
        assertThat(letter.recordKey(Optional.of(KeyedView.LABELS.view()))).hasToString("Größen");
        assertThat(letter.recordKey(Optional.empty()))
                .as("of eight bytes")
                .isEqualTo(new RecordKey.Row(Key.of(0x4772c3b6c39f656eL)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders", "orders:1", "orders:1:", "orders:one:2", "orders:-1:2", "a:1:2:3", ":1:2"})
    void refusesANameThatIsNone(String name) {
        assertThatThrownBy(() -> Origin.parse(name))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("topic:partition:offset");
    }

    private List<String> open() {
        return DeadLetterTopic.of(records).open().stream()
                .map(letter -> letter.origin().toString())
                .toList();
    }

    private void die(Origin origin) {
        die(origin, new byte[] {1});
    }

    private void die(Origin origin, byte[] key) {
        ConsumerRecord<byte[], byte[]> letter =
                new ConsumerRecord<>("tributary.dead-letters", 0, records.size(), key, new byte[] {2});
        Headers headers = letter.headers();
        add(headers, LetterHeaders.TOPIC, origin.topic());
        add(headers, LetterHeaders.PARTITION, Integer.toString(origin.partition()));
        add(headers, LetterHeaders.OFFSET, Long.toString(origin.offset()));
        add(headers, LetterHeaders.EXCEPTION, "dev.tributary.avro.UnknownMagicByteException");
        records.add(letter);
    }

    private void settle(Origin origin, Resolution resolution) {
        ConsumerRecord<byte[], byte[]> mark =
                new ConsumerRecord<>("tributary.dead-letters", 0, records.size(), null, null);
        LetterHeaders.resolution(origin, resolution).forEach(mark.headers()::add);
        records.add(mark);
    }

    private static void add(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
