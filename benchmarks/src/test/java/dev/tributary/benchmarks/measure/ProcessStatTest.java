package dev.tributary.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatTest {

    @Test
    void readsBothTimesBehindAnyName() {
        String stat = "4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 9 0 0 0 123 45 0 0 20 0 30 0 100 9 9";

        assertThat(ProcessStat.cpuMicros(stat)).isEqualTo(1_680_000);
    }

    @Test
    void readsThisProcess() {
        long self = ProcessHandle.current().pid();

        assertThat(ProcessStat.cpuMicros(self)).isPositive();
        assertThat(ProcessStat.resident(self).anonymous()).isPositive();
    }
}
