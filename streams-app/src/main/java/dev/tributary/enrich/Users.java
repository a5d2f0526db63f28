package dev.tributary.enrich;

import java.io.IOException;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** The captured table {@code users}. */
final class Users {

    static final CapturedTable<User> TABLE = new CapturedTable<>(
            "users", Schemas.load("UserEnvelope"), Users::fromAfter, User::id, new Format(), Users::complete);

    private Users() {}

    private static User fromAfter(GenericRecord after) {
        return new User((Long) after.get(0), (String) after.get(1), (String) after.get(2), (Long) after.get(3));
    }

    private static User complete(User changed, @Nullable User held) {
        boolean nameLacks = CapturedTable.UNAVAILABLE.equals(changed.name());
        boolean emailLacks = CapturedTable.UNAVAILABLE.equals(changed.email());
        if (!nameLacks && !emailLacks) {
            return changed;
        }
        User known = CapturedTable.requireHeld(held, nameLacks ? "name" : "email");
        return new User(
                changed.id(),
                nameLacks ? known.name() : changed.name(),
                emailLacks ? known.email() : changed.email(),
                changed.createdAtMicros());
    }

    /** As {@code src/main/avro/UserRow.avsc} says, after lsn and committed_at. */
    private static final class Format implements RowFormat<User> {

        @Override
        public void write(User user, Encoder out) throws IOException {
            out.writeLong(user.id());
            RowFormat.writeString(user.name(), out);
            RowFormat.writeString(user.email(), out);
            RowFormat.writeLong(user.createdAtMicros(), out);
        }

        @Override
        public User read(Decoder in) throws IOException {
            long id = in.readLong();
            @Nullable String name = RowFormat.readString(in);
            @Nullable String email = RowFormat.readString(in);
            @Nullable Long createdAt = RowFormat.readLong(in);
            return new User(id, name, email, createdAt);
        }
    }
}
