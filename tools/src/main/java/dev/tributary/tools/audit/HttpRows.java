package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.view.ViewApi;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;

/** The whole view as the HTTP API has it, page by page, by key. */
final class HttpRows implements Iterator<HeldRow> {

    private static final int PAGE = 1_000;

    private final ViewApi api;
    private final View view;
    private final boolean hasIntegers;
    private final ArrayDeque<JsonNode> page = new ArrayDeque<>();
    private Optional<String> next;

    HttpRows(ViewApi api, View view) {
        this.api = api;
        this.view = view;
        this.hasIntegers = view.keyType() == KeyType.INTEGER;
        this.next = Optional.of(view.rows() + "?limit=" + PAGE);
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && next.isPresent()) {
            JsonNode read = read(next.get());
            read.path(view.rows()).forEach(page::add);
            next = Optional.ofNullable(read.path("next").textValue());
        }
        return !page.isEmpty();
    }

    @Override
    public HeldRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        JsonNode row = page.remove();
        JsonNode key = row.path(view.key());
        return new HeldRow(hasIntegers ? Key.of(key.longValue()) : Key.of(key.asText()), Place.HTTP, () -> row);
    }

    private JsonNode read(String path) {
        try {
            return api.get(path).orElseThrow(() -> new SerializationException("the HTTP API has nothing at /" + path));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the view", e);
        }
    }
}
