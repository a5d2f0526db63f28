package dev.tributary.benchmarks;

import dev.tributary.benchmarks.workload.DataSet;
import dev.tributary.benchmarks.workload.Database;
import dev.tributary.benchmarks.workload.Scenario;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.Random;

/** Orders 1 to {@code rows} are of user 1, and some more behind them of all the others. */
record OneBigUser(int rows, int others) implements Scenario {

    @Override
    public String title() {
        return "one-big-user";
    }

    @Override
    public DataSet dataSet() {
        return ShopTables.DATA_SET;
    }

    @Override
    public void prelude(Database database, Size size, Random random) {}

    @Override
    public void main(Database database, Size size, Random random) {
        for (int user = 1; user <= size.users(); user++) {
            database.put(ShopTables.USERS, user);
        }
        for (int order = 1; order <= rows; order++) {
            database.putOrder(order, 1);
        }
        for (int order = rows + 1; order <= rows + others; order++) {
            database.putOrder(order, 2 + random.nextInt(size.users() - 1));
        }
    }

    @Override
    public long changes(Size size) {
        return (long) rows + others + size.users();
    }
}
