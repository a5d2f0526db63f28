package dev.tributary.enrich;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The join as the Streams DSL has it: each order subscribes to its user through an internal topic, and every change of a
 * user is answered to all orders that subscribed. A result is dropped if the order has changed since it asked, which the
 * join finds by the hash of the order's bytes; see {@link RowFormat}.
 */
final class ForeignKeyJoin implements Join {

    @Override
    public KStream<Long, EnrichedOrder> join(KStream<Long, Row<Order>> orders, KStream<Long, Row<User>> users) {
        KTable<Long, Row<User>> userTable = users.toTable(Named.as(Names.table(Users.TABLE)), stored(Users.TABLE));
        KTable<Long, Row<Order>> orderTable = orders.toTable(Named.as(Names.table(Orders.TABLE)), stored(Orders.TABLE));
        return orderTable
                .leftJoin(userTable, order -> order.columns().userId(), EnrichedOrder::new, TableJoined.as(Names.JOIN))
                .toStream(Named.as(Names.ENRICHED));
    }

    /** Uncached: a cache would hold every change back until the next commit. */
    private static <C> Materialized<Long, Row<C>, KeyValueStore<Bytes, byte[]>> stored(CapturedTable<C> table) {
        return Materialized.<Long, Row<C>, KeyValueStore<Bytes, byte[]>>as(Names.table(table))
                .withKeySerde(Serdes.Long())
                .withValueSerde(table.rowSerde())
                .withCachingDisabled();
    }
}
