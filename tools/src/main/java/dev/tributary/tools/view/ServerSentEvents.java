package dev.tributary.tools.view;

import java.util.Optional;
import java.util.function.BiConsumer;

/** Makes events of lines, as the HTML standard says how: https://html.spec.whatwg.org/multipage/server-sent-events.html */
final class ServerSentEvents {

    private final BiConsumer<String, String> receiver;
    private final StringBuilder data = new StringBuilder();
    private String event = "";
    private Optional<String> id = Optional.empty();
    private Optional<String> lastId = Optional.empty();

    /** @param receiver told each event's name and data */
    ServerSentEvents(BiConsumer<String, String> receiver) {
        this.receiver = receiver;
    }

    /** The next line, without its end. */
    void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        int colon = line.indexOf(':');
        if (colon == 0) {
            return;
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        switch (field) {
            case "event" -> event = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> id = Optional.of(value);
            default -> {
                // Of a later version.
            }
        }
    }

    /** Of the last complete event. */
    Optional<String> lastId() {
        return lastId;
    }

    private void dispatch() {
        lastId = id.or(() -> lastId);
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            receiver.accept(event.isEmpty() ? "message" : event, data.toString());
        }
        data.setLength(0);
        event = "";
    }
}
