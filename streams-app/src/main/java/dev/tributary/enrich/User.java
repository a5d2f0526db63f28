package dev.tributary.enrich;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code users}. A column that is NULL in the database is null here.
 *
 * @param createdAtMicros local time without a zone, in microseconds since 1970-01-01T00:00
 */
record User(
        long id,
        @Nullable String name,
        @Nullable String email,
        @Nullable Long createdAtMicros) {

    /** Two numbers of ten bytes, two lengths of five, three branches of a union. */
    private static final int LONGEST_NUMBERS = 33;

    /** Writes the columns as {@code EnrichedUser} in {@code EnrichedOrder.avsc} has them. */
    void writeTo(Encoder out) throws IOException {
        out.writeLong(id);
        write(name, out);
        write(email, out);
        out.writeIndex(createdAtMicros == null ? 0 : 1);
        if (createdAtMicros != null) {
            out.writeLong(createdAtMicros);
        }
    }

    /** How many bytes {@link #writeTo} writes, or a few more. */
    int encodedBytes() {
        return LONGEST_NUMBERS + bytesOf(name) + bytesOf(email);
    }

    /** Reads what {@link #writeTo} wrote. */
    static User readFrom(Decoder in) throws IOException {
        long id = in.readLong();
        @Nullable String name = readString(in);
        @Nullable String email = readString(in);
        @Nullable Long createdAt = in.readIndex() == 0 ? null : in.readLong();
        return new User(id, name, email, createdAt);
    }

    /** Whether every column is here; if not, {@link #completedFrom} puts in what the log left out. */
    boolean isComplete() {
        return !lacksName() && !lacksEmail();
    }

    /**
     * This user with what the log left out taken from an earlier version.
     *
     * @throws BrokenChangeException if there is none
     */
    User completedFrom(@Nullable User held) {
        if (held == null) {
            throw CapturedTable.nothingHeld(lacksName() ? "name" : "email");
        }
        return new User(id, lacksName() ? held.name : name, lacksEmail() ? held.email : email, createdAtMicros);
    }

    private boolean lacksName() {
        return CapturedTable.UNAVAILABLE.equals(name);
    }

    private boolean lacksEmail() {
        return CapturedTable.UNAVAILABLE.equals(email);
    }

    private static int bytesOf(@Nullable String text) {
        return text == null ? 0 : Utils.utf8Length(text);
    }

    private static void write(@Nullable String text, Encoder out) throws IOException {
        out.writeIndex(text == null ? 0 : 1);
        if (text != null) {
            out.writeString(text);
        }
    }

    private static @Nullable String readString(Decoder in) throws IOException {
        return in.readIndex() == 0 ? null : in.readString();
    }
}
