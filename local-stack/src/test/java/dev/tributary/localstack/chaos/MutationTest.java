package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutationTest {

    /** So that a change of the code is noticed here, and not where it takes minutes. */
    @ParameterizedTest
    @MethodSource("dev.tributary.localstack.chaos.Mutation#all")
    void appliesToTheCodeAsItIs(Mutation mutation) throws Exception {
        assertThat(mutation.source()).contains(mutation.replacement());
    }
}
