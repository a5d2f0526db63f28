package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class CarriersTest {

    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    @Test
    void areMoreThanCoresOnASmallMachine() {
        assertThat(provided(new Properties(), 2)).isEqualTo("16");
        assertThat(provided(new Properties(), 64)).isEqualTo("64");
    }

    @Test
    void areAsManyAsTheUserSays() {
        Properties properties = new Properties();
        properties.setProperty(PARALLELISM, "3");

        assertThat(provided(properties, 2)).isEqualTo("3");
    }

    private static String provided(Properties properties, int cores) {
        Carriers.provide(properties, cores);
        return properties.getProperty(PARALLELISM);
    }
}
