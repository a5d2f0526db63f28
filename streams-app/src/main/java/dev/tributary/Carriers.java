package dev.tributary;

import java.util.Properties;

/**
 * The threads that carry virtual threads. A read of the view's database waits for the disk in native code, and holds its
 * carrier meanwhile. The JDK has as many carriers as cores: on a machine with two, two slow reads would hold up every other
 * request.
 */
final class Carriers {

    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
    private static final int LEAST = 16;

    private Carriers() {}

    /**
     * Has the JDK make at least sixteen, unless the user has set their number; before the first virtual thread.
     *
     * @param properties of the system
     */
    static void provide(Properties properties, int cores) {
        properties.putIfAbsent(PARALLELISM, String.valueOf(Math.max(LEAST, cores)));
    }
}
