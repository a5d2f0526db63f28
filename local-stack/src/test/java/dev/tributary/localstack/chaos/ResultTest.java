package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.localstack.Project;
import java.nio.file.Files;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What is read over HTTP is compared with what was written to the topic. */
class ResultTest {

    @Test
    void isTheSameFromTheTopicAndOverHttp() throws Exception {
        Result fromTopic = Result.of(order(true));
        Result overHttp = Result.of(new ObjectMapper().readTree("""
                {"id":1,"user_id":7,"product_name":"Punched cards","quantity":500,
                 "order_date":"2026-11-21T11:23:50.903792",
                 "user":{"id":7,"name":"Ada","email":null,"created_at":"2026-11-21T11:23:50.903792"},
                 "order_lsn":110,"order_committed_at":"2026-11-21T11:24:03.640302Z",
                 "user_lsn":100,"user_committed_at":"2026-11-21T11:24:03.640302Z"}"""));

        assertThat(overHttp).isEqualTo(fromTopic);
        assertThat(overHttp.fingerprint()).isEqualTo(fromTopic.fingerprint());
    }

    @Test
    void isTheSameWithoutAUser() throws Exception {
        Result overHttp = Result.of(new ObjectMapper().readTree("""
                {"id":1,"user_id":7,"product_name":"Punched cards","quantity":500,
                 "order_date":"2026-11-21T11:23:50.903792","user":null,
                 "order_lsn":110,"order_committed_at":"2026-11-21T11:24:03.640302Z",
                 "user_lsn":null,"user_committed_at":null}"""));

        assertThat(overHttp).isEqualTo(Result.of(order(false)));
        assertThat(overHttp.fingerprint()).isNotEqualTo(Result.of(order(true)).fingerprint());
    }

    private static GenericRecord order(boolean withUser) throws Exception {
        Schema schema = new Schema.Parser()
                .parse(Files.readString(Project.find().root().resolve("views/enriched-orders.avsc")));
        GenericRecord order = new GenericData.Record(schema);
        order.put("id", 1L);
        order.put("user_id", 7L);
        order.put("product_name", "Punched cards");
        order.put("quantity", 500);
        order.put("order_date", 1_795_260_230_903_792L);
        order.put("order_lsn", 110L);
        order.put("order_committed_at", 1_795_260_243_640_302L);
        if (withUser) {
            GenericRecord user = new GenericData.Record(
                    schema.getField("user").schema().getTypes().get(1));
            user.put("id", 7L);
            user.put("name", "Ada");
            user.put("created_at", 1_795_260_230_903_792L);
            order.put("user", user);
            order.put("user_lsn", 100L);
            order.put("user_committed_at", 1_795_260_243_640_302L);
        }
        return order;
    }
}
