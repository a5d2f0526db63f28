package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.topics.ForeignKeys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ViewKeysTest {

    /** Some are empty, some prefixes of others, and some of characters of several bytes. */
    static String text(Random random) {
        List<String> parts = List.of("a", "b", "\u0001", "/", "ß", "ключ", "𝄞", "\uFFFD", " ");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    /** What is on disk from before there were texts. */
    @Test
    void integersAreEightBytesWithTheirSignBitFlipped() {
        assertThat(ViewKeys.row(Key.of(7))).containsExactly(1, 0x80, 0, 0, 0, 0, 0, 0, 7);
        assertThat(ViewKeys.row(Key.of(-1))).containsExactly(1, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
        assertThat(ViewKeys.entry(1, Key.of(0), Key.of(Long.MIN_VALUE)))
                .containsExactly(3, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(ViewKeys.endOf(0, Key.of(-1))).containsExactly(2, 0x80, 0, 0, 0, 0, 0, 0, 0);
        assertThat(ViewKeys.endOf(0, Key.of(Long.MAX_VALUE))).containsExactly(3);
        assertThat(StoredRow.encode(5, ForeignKeys.of(2).set(1, Key.of(-2)), new byte[] {9}))
                .isEqualTo(ByteBuffer.allocate(8 + 2 * 9 + 1)
                        .putLong(5)
                        .put((byte) 0)
                        .putLong(0)
                        .put((byte) 1)
                        .putLong(-2)
                        .put((byte) 9)
                        .array());
    }

    @Test
    void rowsSortAsTheirKeysDo() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Key one = key(random);
            Key other = one.isInteger() ? Key.of(random.nextInt(-5, 5)) : Key.of(text(random));

            assertThat(Integer.signum(Arrays.compareUnsigned(ViewKeys.row(one), ViewKeys.row(other))))
                    .as("%s and %s", one, other)
                    .isEqualTo(Integer.signum(one.compareTo(other)));
            assertThat(Arrays.compareUnsigned(ViewKeys.row(one), ViewKeys.endOfRows()))
                    .isNegative();
            assertThat(ViewKeys.id(ViewKeys.row(one), ViewKeys.rows(), type(one)))
                    .isEqualTo(one);
        }
    }

    private record Entry(int foreignKey, Key value, Key id) {
        byte[] bytes() {
            return ViewKeys.entry(foreignKey, value, id);
        }
    }

    /** By foreign key, by value, and by id, whatever the types of the two are. */
    @Test
    void theEntriesOfAValueAreTogether() {
        Random random = new Random(2);
        for (boolean ofTexts : new boolean[] {true, false}) {
            for (boolean toTexts : new boolean[] {true, false}) {
                List<Entry> entries = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    entries.add(new Entry(random.nextInt(2), key(random, toTexts), key(random, ofTexts)));
                }
                List<Entry> sorted = new ArrayList<>(entries);
                sorted.sort(Comparator.comparing(Entry::bytes, Arrays::compareUnsigned));
                entries.sort(Comparator.comparingInt(Entry::foreignKey)
                        .thenComparing(Entry::value)
                        .thenComparing(Entry::id));
                assertThat(sorted).isEqualTo(entries);

                Entry any = entries.get(random.nextInt(entries.size()));
                byte[] from = ViewKeys.entries(any.foreignKey, any.value);
                byte[] end = ViewKeys.endOf(any.foreignKey, any.value);
                assertThat(entries.stream()
                                .filter(entry -> Arrays.compareUnsigned(entry.bytes(), from) >= 0
                                        && Arrays.compareUnsigned(entry.bytes(), end) < 0))
                        .containsExactlyElementsOf(entries.stream()
                                .filter(entry -> entry.foreignKey == any.foreignKey && entry.value.equals(any.value))
                                .toList())
                        .allMatch(entry -> ViewKeys.id(entry.bytes(), from, ofTexts ? KeyType.TEXT : KeyType.INTEGER)
                                .equals(entry.id));
            }
        }
    }

    private static Key key(Random random) {
        return key(random, random.nextBoolean());
    }

    private static Key key(Random random, boolean isText) {
        return isText ? Key.of(text(random)) : Key.of(random.nextInt(-5, 5));
    }

    private static KeyType type(Key key) {
        return key.isInteger() ? KeyType.INTEGER : KeyType.TEXT;
    }
}
