package dev.tributary.avro;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The most recently used entries, up to a bound; thread-safe. Nothing is locked while a value is loaded, so two threads
 * may load the same one at once; a load that fails leaves nothing behind.
 */
final class BoundedCache<K, V> {

    private final Map<K, V> entries;

    BoundedCache(int bound) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > bound;
            }
        };
    }

    V get(K key, Function<K, V> load) {
        synchronized (entries) {
            @Nullable V cached = entries.get(key);
            if (cached != null) {
                return cached;
            }
        }
        V loaded = load.apply(key);
        synchronized (entries) {
            entries.put(key, loaded);
        }
        return loaded;
    }
}
