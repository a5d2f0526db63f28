package dev.tributary.definition.key;

import dev.tributary.definition.contract.Fields;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Types of keys, for which PostgreSQL's equality is equality of the bytes of a record's key. */
public enum KeyType {
    /** Any of PostgreSQL's integers: 8 bytes, big-endian. */
    INTEGER("an integer such as 42"),
    /** UTF-8. */
    TEXT("a text"),
    /** UTF-8 of the lower-case form. */
    UUID("a UUID such as 0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");

    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Key LOWEST = Key.of(Long.MIN_VALUE);
    private static final Key NUL = Key.of("\0");

    private final String form;

    KeyType(String form) {
        this.form = form;
    }

    /** What a key is like, for messages: {@code an integer such as 42}. */
    public String form() {
        return form;
    }

    /** Whether every key can be a segment of a path. Of texts, {@code ..} and others cannot, and are parameters of a query. */
    public boolean isSegment() {
        return this != TEXT;
    }

    /** The type of the keys that a field of a contract has; empty if its values are no keys. */
    public static Optional<KeyType> of(Schema field) {
        Schema type = Fields.withoutNull(field);
        boolean isPlain = type.getLogicalType() == null && type.getObjectProps().isEmpty();
        return switch (type.getType()) {
            case INT, LONG -> isPlain ? Optional.of(INTEGER) : Optional.empty();
            case STRING -> {
                if (LogicalTypes.uuid().equals(type.getLogicalType())) {
                    yield Optional.of(UUID);
                }
                yield isPlain ? Optional.of(TEXT) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /**
     * Reads the key of a record.
     *
     * @param bytes taken over, not to be changed
     * @throws IllegalArgumentException if it is of another type; the message has the record's key as its subject
     */
    public Key read(byte[] bytes) {
        if (this == INTEGER) {
            if (bytes.length != Long.BYTES) {
                throw new IllegalArgumentException("has " + bytes.length + " bytes, and an integer has 8");
            }
            return Key.of(ByteBuffer.wrap(bytes).getLong());
        }
        if (!isAscii(bytes) && !isUtf8(bytes)) {
            throw new IllegalArgumentException("has bytes that are not UTF-8");
        }
        return Key.ofUtf8(bytes);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            CharBuffer unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Of which type the key of a record probably is, where nobody knows: 8 bytes are an integer, unless all of them are printable ASCII,
     * which integers below 2^61 are not; other text that can be printed is a text. Empty for the rest.
     */
    public static Optional<KeyType> guess(byte[] bytes) {
        boolean isPlain = bytes.length > 0;
        for (byte one : bytes) {
            isPlain &= one >= ' ' && one < 0x7f;
        }
        if (bytes.length == Long.BYTES && !isPlain) {
            return Optional.of(INTEGER);
        }
        return isPlain || isPrintable(bytes) ? Optional.of(TEXT) : Optional.empty();
    }

    private static boolean isPrintable(byte[] bytes) {
        return bytes.length > 0
                && isUtf8(bytes)
                && new String(bytes, StandardCharsets.UTF_8).codePoints().noneMatch(Character::isISOControl);
    }

    /**
     * Reads a key that a person wrote.
     *
     * @throws IllegalArgumentException if it is none; {@link #form} says what it should be like
     */
    public Key parse(String text) {
        boolean isOne = switch (this) {
            case INTEGER -> DIGITS.matcher(text).matches();
            case UUID -> UUID_FORM.matcher(text).matches();
            case TEXT -> text.indexOf('\0') < 0;
        };
        if (!isOne) {
            throw new IllegalArgumentException(text + " is not " + form);
        }
        return switch (this) {
            // Too many digits are a NumberFormatException, which is an IllegalArgumentException.
            case INTEGER -> Key.of(Long.parseLong(text));
            case UUID -> Key.of(text.toLowerCase(Locale.ROOT));
            case TEXT -> Key.of(text);
        };
    }

    /**
     * What stands for a primary key that the database did not log ({@code RowIdConverter} of the connector). No {@code integer} has this
     * value, and no text of PostgreSQL's has a NUL.
     */
    public Key missing() {
        return this == INTEGER ? LOWEST : NUL;
    }
}
