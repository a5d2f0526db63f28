package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.definition.KeyedView;
import dev.tributary.tools.definition.View;
import org.junit.jupiter.api.Test;

class SqlViewTest {

    @Test
    void rowsComeInTheOrderOfTheBytesOfTheirKeys() {
        assertThat(SqlView.query(View.shipped()))
                .startsWith("SELECT \"the row\".\"id\", row_to_json(\"the row\")::text FROM (SELECT")
                .endsWith(") \"the row\" ORDER BY 1");
        assertThat(SqlView.query(KeyedView.LABELS.view()))
                .endsWith(") \"the row\" ORDER BY convert_to(\"the row\".\"code\"::text, 'UTF8')");
        assertThat(SqlView.query(KeyedView.DEVICES.view())).endsWith(") \"the row\" ORDER BY 1");
    }
}
