package dev.tributary.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShopTest {

    private final List<String> events = new ArrayList<>();
    private final Shop shop = new Shop(new ChangeListener() {
        @Override
        public void order(OrderRow before, OrderRow after) {
            events.add(before + " → " + after);
        }

        @Override
        public void user(UserRow before, UserRow after) {
            events.add(before + " → " + after);
        }
    });

    @Test
    void aRenamedUserChangesEachOfItsOrdersAndNoOther() {
        shop.putUser(1);
        shop.putUser(2);
        shop.putOrder(1, 1);
        shop.putOrder(2, 2);
        long[] before = shop.join();
        long results = shop.results();

        shop.putUser(1);

        long[] after = shop.join();
        assertThat(after[1]).isNotEqualTo(before[1]);
        assertThat(after[2]).isEqualTo(before[2]);
        assertThat(shop.results() - results).isEqualTo(1);
    }

    @Test
    void anOrderOfAUserThatIsNotThereIsInTheJoinAllTheSame() {
        shop.putOrder(1, 9);
        long without = shop.join()[1];
        shop.putUser(9);
        long with = shop.join()[1];
        shop.deleteUser(9);

        assertThat(without).isNotZero().isNotEqualTo(with);
        assertThat(shop.join()[1]).isEqualTo(without);
    }

    @Test
    void aDeletedOrderIsGone() {
        shop.putOrder(1, 9);
        shop.deleteOrder(1);

        assertThat(shop.join()[1]).isZero();
        assertThat(events).last().isEqualTo("OrderRow[id=1, user=9, change=1] → null");
    }

    @Test
    void aUserWhoComesBackHasAnotherName() {
        shop.putOrder(1, 9);
        shop.putUser(9);
        long first = shop.join()[1];
        shop.deleteUser(9);
        shop.putUser(9);

        assertThat(shop.join()[1]).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void aWorkloadIsTheSameForTheSameSeed(Workload workload) {
        Shop other = new Shop(new ChangeListener() {
            @Override
            public void order(OrderRow before, OrderRow after) {}

            @Override
            public void user(UserRow before, UserRow after) {}
        });

        play(workload, shop);
        play(workload, other);

        assertThat(shop.join()).isEqualTo(other.join());
        assertThat(shop.results()).isEqualTo(other.results()).isPositive();
        assertThat(events.size()).isLessThanOrEqualTo((int) workload.changes(Size.of(500)));
    }

    private static void play(Workload workload, Shop shop) {
        Random random = new Random(1);
        workload.prelude(shop, Size.of(500), random);
        workload.main(shop, Size.of(500), random);
    }
}
