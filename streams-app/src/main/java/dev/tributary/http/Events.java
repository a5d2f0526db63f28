package dev.tributary.http;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.definition.key.Key;
import java.nio.charset.StandardCharsets;

/** Server-sent events, as they are on the wire. */
final class Events {

    private final ResourceNames names;

    Events(ResourceNames names) {
        this.names = names;
    }

    /** A row as it is now; an event without an id if that is empty. */
    byte[] row(String id, byte[] json) {
        return event(names.row(), id, json);
    }

    /** A row that is gone from what is followed: deleted, or another owner's now. */
    byte[] removed(String id, Key key) {
        String json = key.isInteger()
                ? key.toString()
                : TextNode.valueOf(key.toString()).toString();
        return event("removed", id, utf8("{\"" + names.key() + "\":" + json + "}"));
    }

    /** The present state has been sent; changes follow. */
    static byte[] live(String id) {
        return event("live", id, utf8("{}"));
    }

    /** Keeps the connection open, and moves on where a reader resumes. */
    static byte[] heartbeat(String id) {
        return utf8(": heartbeat\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "\n");
    }

    private static byte[] event(String name, String id, byte[] data) {
        byte[] head = utf8("event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "data: ");
        byte[] event = new byte[head.length + data.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(data, 0, event, head.length, data.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
