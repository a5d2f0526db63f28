package dev.tributary.enrich;

import org.apache.kafka.streams.kstream.KStream;

/** The left join of orders with users, by whatever means. */
interface Join {

    /**
     * Joins two streams of row changes. A null value in either means that the row is gone.
     *
     * @param orders by order id
     * @param users by user id
     * @return by order id: each result as it changes, null where the order is gone
     */
    KStream<Long, EnrichedOrder> join(KStream<Long, Row<Order>> orders, KStream<Long, Row<User>> users);
}
