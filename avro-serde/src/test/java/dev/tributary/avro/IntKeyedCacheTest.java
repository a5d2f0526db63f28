package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntKeyedCacheTest {

    @Test
    void holdsWhatAMapHoldsUpToItsBound() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int bound : new int[] {1, 2, 3, 1_000}) {
            IntKeyedCache<String> cache = new IntKeyedCache<>(bound);
            Map<Integer, String> model = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                int key = random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(1_500);
                assertThat(cache.get(key))
                        .as("seed %d, bound %d, key %d", seed, bound, key)
                        .isEqualTo(model.get(key));
                if (!model.containsKey(key) && model.size() == bound) {
                    model.clear();
                }
                cache.put(key, "v" + i);
                model.put(key, "v" + i);
            }
        }
    }
}
