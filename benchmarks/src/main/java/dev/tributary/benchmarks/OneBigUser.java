package dev.tributary.benchmarks;

import dev.tributary.benchmarks.workload.Scenario;
import dev.tributary.benchmarks.workload.Shop;
import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.Random;

/** Orders 1 to {@code rows} are of user 1, and some more behind them of all the others. */
record OneBigUser(int rows, int others) implements Scenario {

    @Override
    public String title() {
        return "one-big-user";
    }

    @Override
    public void prelude(Shop shop, Size size, Random random) {}

    @Override
    public void main(Shop shop, Size size, Random random) {
        for (int user = 1; user <= size.users(); user++) {
            shop.putUser(user);
        }
        for (int order = 1; order <= rows; order++) {
            shop.putOrder(order, 1);
        }
        for (int order = rows + 1; order <= rows + others; order++) {
            shop.putOrder(order, 2 + random.nextInt(size.users() - 1));
        }
    }

    @Override
    public long changes(Size size) {
        return (long) rows + others + size.users();
    }
}
