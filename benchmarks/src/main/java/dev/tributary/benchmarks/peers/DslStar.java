package dev.tributary.benchmarks.peers;

import dev.tributary.benchmarks.workload.InventoryTables;
import dev.tributary.benchmarks.workload.Table;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.streams.kstream.KTable;

/** Three foreign-key joins in a chain. The second one and the third need what is before them in a store. */
final class DslStar {

    private DslStar() {}

    static void join(DslTables tables) throws IOException {
        List<Table> captured = InventoryTables.DATA_SET.tables();
        KTable<Long, StarRows.Customer> customers =
                tables.table(captured.get(InventoryTables.CUSTOMERS), StarRows.Customer::of, StarSerde.ofCustomers());
        KTable<Long, StarRows.Product> products =
                tables.table(captured.get(InventoryTables.PRODUCTS), StarRows.Product::of, StarSerde.ofProducts());
        KTable<Long, StarRows.Stock> stocks =
                tables.table(captured.get(InventoryTables.ON_HAND), StarRows.Stock::of, StarSerde.ofStocks());
        KTable<Long, StarRows.Order> orders =
                tables.table(InventoryTables.DATA_SET.orders(), StarRows.Order::of, StarSerde.ofOrders());
        KTable<Long, StarRows.Result> results = orders.leftJoin(
                        customers,
                        StarRows.Order::purchaser,
                        StarRows.Result::of,
                        DslTables.stored("with-customer", StarSerde.ofResults()))
                .leftJoin(
                        products,
                        StarRows.Result::productId,
                        StarRows.Result::withProduct,
                        DslTables.stored("with-product", StarSerde.ofResults()))
                .leftJoin(stocks, StarRows.Result::productId, StarRows.Result::withStock);
        tables.write(results, new StarWriter());
    }
}
