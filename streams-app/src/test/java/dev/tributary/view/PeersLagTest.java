package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeersLagTest {

    private static final HostInfo SELF = new HostInfo("here", 1);
    private static final HostInfo NEAR = new HostInfo("near", 2);
    private static final HostInfo FAR = new HostInfo("far", 3);
    private static final HostInfo STANDBY = new HostInfo("standby", 4);

    private final Map<HostInfo, Long> behind = new HashMap<>(Map.of(SELF, 9L, NEAR, 10L, FAR, 20_000L, STANDBY, 7L));
    private final List<HostInfo> asked = new ArrayList<>();
    private final List<Runnable> hanging = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private Executor queries = Runnable::run;
    private RuntimeException failure;
    private final PeersLag lag = new PeersLag(
            SELF,
            () -> {
                if (failure != null) {
                    throw failure;
                }
                return List.of(
                        new Member(SELF, Set.of(0), Set.of()),
                        new Member(NEAR, Set.of(1), Set.of(0)),
                        new Member(FAR, Set.of(2, 3), Set.of()),
                        new Member(STANDBY, Set.of(), Set.of(2)));
            },
            (Peers) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Peers.class}, (proxy, method, arguments) -> {
                        asked.add((HostInfo) arguments[0]);
                        if (failure != null) {
                            throw failure;
                        }
                        Long records = behind.get(arguments[0]);
                        return records == null ? OptionalLong.empty() : OptionalLong.of(records);
                    }),
            query -> queries.execute(query),
            nanos::get);

    @AfterEach
    void close() {
        lag.close();
    }

    @Test
    void isThatOfThePartitionsOwner() {
        assertThat(lag.ofOwnerOf(1)).as("not asked yet").isZero();
        lag.lookIfRead();

        assertThat(lag.ofOwnerOf(1)).isEqualTo(10);
        assertThat(lag.ofOwnerOf(2)).isEqualTo(20_000);
        assertThat(lag.ofOwnerOf(3)).isEqualTo(20_000);
        assertThat(lag.ofOwnerOf(4)).as("nobody has it").isZero();
        assertThat(asked).containsExactlyInAnyOrder(NEAR, FAR);
    }

    /** Whoever lags far has much to do, and may answer late for it. */
    @Test
    void isAsBeforeForAWhileOfOneThatDoesNotAnswer() {
        look();
        behind.remove(FAR);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        look();
        assertThat(lag.ofOwnerOf(2)).isEqualTo(20_000);
        assertThat(lag.ofOwnerOf(1)).isEqualTo(10);

        nanos.addAndGet(1);
        assertThat(lag.ofOwnerOf(2)).isZero();
        assertThat(lag.ofOwnerOf(1)).isEqualTo(10);
    }

    @Test
    void oneThatHangsIsQueriedOnceAndHoldsUpNoOther() {
        queries = query -> {
            if (hanging.isEmpty()) {
                hanging.add(query);
            } else {
                query.run();
            }
        };
        look();
        look();
        look();

        assertThat(hanging).hasSize(1);
        assertThat(asked).hasSize(3).containsOnly(asked.getFirst());

        HostInfo answering = asked.getFirst();
        hanging.getFirst().run();
        look();
        assertThat(asked.subList(3, 6)).contains(answering, answering.equals(NEAR) ? FAR : NEAR);
    }

    @Test
    void goesOnAfterAFailure() {
        look();
        failure = new IllegalStateException("shutting down");
        look();
        assertThat(lag.ofOwnerOf(2)).isEqualTo(20_000);

        failure = null;
        behind.put(FAR, 5L);
        look();
        assertThat(lag.ofOwnerOf(2)).isEqualTo(5);
    }

    private void look() {
        lag.ofOwnerOf(1);
        lag.lookIfRead();
    }

    @Test
    void asksNobodyWhileNobodyReads() {
        lag.lookIfRead();
        assertThat(asked).isEmpty();

        lag.ofOwnerOf(1);
        lag.lookIfRead();
        lag.lookIfRead();
        assertThat(asked).hasSize(2);
        assertThat(lag.ofOwnerOf(1)).as("what was true then").isZero();
    }
}
