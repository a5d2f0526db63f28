package dev.tributary.tools.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final FakeDatabase database = new FakeDatabase();
    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    private Generator generator(GeneratorSettings settings) {
        return new Generator(database, settings.withRate(0), notices::add);
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void makesExactlyAsManyChangesAsItShould(DataSet dataSet) throws Exception {
        try (Generator generator =
                generator(GeneratorSettings.defaults().withDataSet(dataSet).withChanges(3_001))) {
            generator.start();
            assertThat(generator.await(DEADLINE)).isTrue();
            generator.stop();

            assertThat(generator.committedChanges()).isEqualTo(3_001);
            assertThat(generator.totals().rolledBackTransactions()).isPositive();
        }
    }

    @Test
    void oneConnectionDoesTheSameForTheSameSeed() throws Exception {
        GeneratorSettings settings =
                GeneratorSettings.defaults().withConnections(1).withChanges(500).withSeed(11);
        FakeDatabase other = new FakeDatabase();
        try (Generator first = generator(settings);
                Generator second = new Generator(other, settings.withRate(0), notices::add)) {
            first.start();
            second.start();
            assertThat(first.await(DEADLINE) && second.await(DEADLINE)).isTrue();
        }

        assertThat(database.applied).isEqualTo(other.applied);
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        database.failures.add(new SQLException("deadlock", "40P01"));
        database.failures.add(new SQLException("serialization", "40001"));
        try (Generator generator = generator(GeneratorSettings.defaults().withChanges(100))) {
            generator.start();
            assertThat(generator.await(DEADLINE)).isTrue();
            generator.stop();

            assertThat(generator.totals().retries()).isEqualTo(2);
            assertThat(generator.committedChanges()).isEqualTo(100);
        }
    }

    @Test
    void aDatabaseThatGoesAwayIsWaitedFor() throws Exception {
        database.failures.add(new SQLException("terminating connection", "57P01"));
        try (Generator generator =
                generator(GeneratorSettings.defaults().withConnections(1).withChanges(100))) {
            generator.start();
            assertThat(generator.await(DEADLINE)).isTrue();
            generator.stop();
        }

        assertThat(notices)
                .containsExactly(
                        "the database went away (terminating connection); waiting for it", "the database is back");
    }

    @Test
    void aRefusalStopsItAndIsTold() throws Exception {
        database.failures.add(new SQLException("no such table", "42P01"));
        try (Generator generator = generator(GeneratorSettings.defaults())) {
            generator.start();
            assertThat(generator.await(DEADLINE)).isTrue();

            assertThatThrownBy(generator::stop).hasMessage("no such table");
        }
    }

    @Test
    void stopsWhenTold() throws Exception {
        try (Generator generator =
                new Generator(database, GeneratorSettings.defaults().withRate(1), notices::add)) {
            generator.start();
            generator.stop();

            assertThat(generator.await(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void atALowRateTransactionsAreSmall() {
        assertThat(GeneratorSettings.defaults().withRate(8).rowsAtOnce()).isEqualTo(2);
        assertThat(GeneratorSettings.defaults().withRate(1).rowsAtOnce()).isEqualTo(1);
        assertThat(GeneratorSettings.defaults().rowsAtOnce()).isEqualTo(8);
        assertThatThrownBy(() -> new GeneratorSettings(DataSet.SHOP, 1, -1, 1, 1, OptionalLong.empty()))
                .hasMessageContaining("rate");
    }
}
