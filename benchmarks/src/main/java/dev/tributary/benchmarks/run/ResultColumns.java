package dev.tributary.benchmarks.run;

import dev.tributary.benchmarks.workload.ResultHash;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The columns of a result, whichever shape it has: the user as a record in it, or as columns beside the order's. */
final class ResultColumns {

    private ResultColumns() {}

    static long hash(GenericRecord result) {
        ResultHash hash = new ResultHash()
                .add((Long) result.get("id"))
                .add((Long) result.get("user_id"))
                .add((String) result.get("product_name"))
                .add((Integer) result.get("quantity"))
                .add((Long) result.get("order_date"));
        @Nullable GenericRecord user = (GenericRecord) result.get("user");
        return user == null ? flat(hash, result) : nested(hash, user);
    }

    private static long nested(ResultHash hash, GenericRecord user) {
        return hash.add((Long) user.get("id"))
                .add((String) user.get("name"))
                .add((String) user.get("email"))
                .add((Long) user.get("created_at"))
                .value();
    }

    private static long flat(ResultHash hash, GenericRecord result) {
        return hash.add((Long) result.get("u_id"))
                .add((String) result.get("u_name"))
                .add((String) result.get("u_email"))
                .add((Long) result.get("u_created_at"))
                .value();
    }
}
