package dev.tributary.tools.definition;

import dev.tributary.definition.PostgresSyntax.ServerError;
import dev.tributary.definition.PostgresSyntax.ServerErrors;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL's driver keeps of an error of the server. */
final class DriverErrors implements ServerErrors {

    @Override
    public Optional<ServerError> of(SQLException error) {
        if (!(error instanceof PSQLException known)) {
            return Optional.empty();
        }
        ServerErrorMessage message = known.getServerErrorMessage();
        return message == null
                ? Optional.empty()
                : Optional.of(new ServerError(
                        String.valueOf(message.getMessage()),
                        Optional.ofNullable(message.getHint()),
                        message.getPosition()));
    }
}
