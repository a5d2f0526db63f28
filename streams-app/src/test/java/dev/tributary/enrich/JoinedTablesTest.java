package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tributary.definition.contract.ViewContract;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Views whose contract is the same, and whose state is not. */
class JoinedTablesTest {

    private static final String FROM = " FROM orders o LEFT JOIN users u ON u.id = o.user_id";

    private static final String ORIGINS = """
            {"name": "o_lsn", "type": "long"}, {"name": "o_committed_at", "type": "long"},
            {"name": "u_lsn", "type": ["null", "long"]}, {"name": "u_committed_at", "type": ["null", "long"]}]}""";

    private static final String TEXTS = """
            {"type": "record", "name": "V", "fields": [
              {"name": "id", "type": "long"}, {"name": "user_id", "type": ["null", "long"]},
              {"name": "a", "type": ["null", "string"]}, {"name": "b", "type": ["null", "string"]},""" + ORIGINS;

    private static JoinedTables tables(String select, String from, String contract) {
        return JoinedTables.of(
                ViewContract.of("CREATE VIEW v AS SELECT " + select + from, new Schema.Parser().parse(contract)));
    }

    private static byte[] layout(JoinedTables tables) {
        return JoinedTableTopic.layout(tables.referenced().getFirst().captured().encoding());
    }

    @Test
    void otherColumnsAreOfAnotherView() {
        JoinedTables one = tables("o.id, o.user_id, u.name AS a, u.email AS b", FROM, TEXTS);
        JoinedTables other = tables("o.id, o.user_id, u.email AS a, u.name AS b", FROM, TEXTS);

        assertThat(layout(one)).isNotEqualTo(layout(other));
        assertThat(one.view().fingerprint()).isNotEqualTo(other.view().fingerprint());
        assertThat(one.view().fingerprint())
                .isEqualTo(tables("o.id, o.user_id, u.name AS a, u.email AS b", FROM, TEXTS)
                        .view()
                        .fingerprint());
    }

    @Test
    void joinsInAnotherOrderAreOfAnotherView() {
        String contract = """
                {"type": "record", "name": "V", "fields": [
                  {"name": "id", "type": "long"}, {"name": "buyer_id", "type": ["null", "long"]},
                  {"name": "seller_id", "type": ["null", "long"]},
                  {"name": "x", "type": ["null", "string"]}, {"name": "y", "type": ["null", "string"]},
                  {"name": "o_lsn", "type": "long"}, {"name": "o_committed_at", "type": "long"},
                  {"name": "one_lsn", "type": ["null", "long"]}, {"name": "one_committed_at", "type": ["null", "long"]},
                  {"name": "two_lsn", "type": ["null", "long"]}, {"name": "two_committed_at", "type": ["null", "long"]}]}""";
        String buyer = " LEFT JOIN users b ON b.id = o.buyer_id";
        String seller = " LEFT JOIN users s ON s.id = o.seller_id";
        String select = "o.id, o.buyer_id, o.seller_id, b.name AS x, s.name AS y FROM orders o";

        assertThat(tables(select, buyer + seller, contract).view().fingerprint())
                .isNotEqualTo(tables(select, seller + buyer, contract).view().fingerprint())
                .isNotEqualTo(tables(
                                select,
                                buyer.replace("buyer_id", "seller_id") + seller.replace("seller_id", "buyer_id"),
                                contract)
                        .view()
                        .fingerprint());
    }

    /** A column that is there twice, once as one that may be null, beside a column whose name is that one's and more. */
    @Test
    void aColumnMayBeThereTwice() {
        JoinedTables tables = tables("o.id, o.user_id, u AS u, u.line", FROM, """
                {"type": "record", "name": "V", "fields": [
                  {"name": "id", "type": "long"}, {"name": "user_id", "type": ["null", "long"]},
                  {"name": "u", "type": ["null", {"type": "record", "name": "U", "fields": [
                    {"name": "id", "type": "long"}, {"name": "line", "type": "string"},
                    {"name": "line_", "type": ["null", "string"]}]}]},
                  {"name": "line", "type": ["null", "string"]},""" + ORIGINS);

        assertThatCode(() -> layout(tables)).doesNotThrowAnyException();
    }

    /** A row may have its share of a record. */
    @Test
    void aResultHasARowAsOftenAsOneOfItsColumns() {
        assertThat(TestRows.TABLES.partsOfResult()).isEqualTo(2);
        assertThat(tables("o.id, o.user_id, u.name AS a, u.email AS b", FROM, TEXTS)
                        .partsOfResult())
                .isEqualTo(2);
        assertThat(tables("o.id, o.user_id, u.bio AS a, u.bio AS b", FROM, TEXTS)
                        .partsOfResult())
                .isEqualTo(3);
    }
}
