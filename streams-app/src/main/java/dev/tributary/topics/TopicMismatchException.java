package dev.tributary.topics;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** One or more topics exist with settings under which the application would lose or misplace data. */
public final class TopicMismatchException extends ConfigException {

    private static final long serialVersionUID = 1L;

    TopicMismatchException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
