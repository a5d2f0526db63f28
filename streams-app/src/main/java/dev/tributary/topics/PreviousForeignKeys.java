package dev.tributary.topics;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a result that say which rows it no longer refers to: for each foreign key its value as the key of a record
 * ({@link Key#bytes}), on a tombstone and on a record whose foreign key is another than before. A subscriber to the results that refer to
 * one row (for example one user's orders) learns by it that a result is no longer among them, without a table of all results. The name is
 * {@code tributary.previous-} and what the contract calls the row that is referred to, such as {@code tributary.previous-user}. Records of before are read by the
 * names that the contract had for it then. Safe for use by several threads.
 */
public final class PreviousForeignKeys {

    private static final String PREFIX = "tributary.previous-";

    /** Of each foreign key: the one that is written first, then those of before. */
    private final List<List<String>> names;

    private final List<String> foreignKeys;
    private final List<KeyType> types;
    private final ForeignKeys none;

    public PreviousForeignKeys(ViewContract view) {
        this.names = view.foreignKeys().stream()
                .map(key -> namesOf(view, key).map(name -> PREFIX + name).toList())
                .toList();
        this.foreignKeys =
                view.foreignKeys().stream().map(key -> key.field().name()).toList();
        this.types = ForeignKeys.types(view);
        this.none = ForeignKeys.of(names.size());
    }

    private static Stream<String> namesOf(ViewContract view, ViewContract.Column foreignKey) {
        ViewContract.Origin origin = view.referenced().stream()
                .filter(referenced -> referenced.foreignKey().equals(foreignKey))
                .findFirst()
                .orElseThrow()
                .origin();
        return Stream.concat(Stream.of(origin.prefix()), view.earlierPrefixes(origin).stream());
    }

    /** The view's foreign keys, by the names of their fields. */
    public List<String> foreignKeys() {
        return foreignKeys;
    }

    public void add(Headers headers, int foreignKey, Key value) {
        headers.add(names.get(foreignKey).getFirst(), value.bytes());
    }

    /** Null for a foreign key without a header, or with one that cannot be read. */
    public ForeignKeys read(Headers headers) {
        if (!headers.iterator().hasNext()) {
            return none;
        }
        ForeignKeys previous = ForeignKeys.of(names.size());
        for (int key = 0; key < names.size(); key++) {
            for (String name : names.get(key)) {
                @Nullable Header header = headers.lastHeader(name);
                if (header != null && header.value() != null) {
                    set(previous, key, header.value());
                    break;
                }
            }
        }
        return previous;
    }

    private void set(ForeignKeys previous, int foreignKey, byte[] value) {
        try {
            previous.set(foreignKey, types.get(foreignKey).read(value));
        } catch (IllegalArgumentException e) {
            // As if there were none.
        }
    }
}
