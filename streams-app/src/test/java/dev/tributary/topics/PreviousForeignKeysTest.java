package dev.tributary.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.key.Key;
import dev.tributary.view.KeyedViews;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class PreviousForeignKeysTest {

    private final PreviousForeignKeys keys = new PreviousForeignKeys(ViewFile.bundled());
    private final PreviousForeignKeys renamed = new PreviousForeignKeys(KeyedViews.renamed());
    private final Headers headers = new RecordHeaders();

    @Test
    void areNamedByTheRowThatIsReferredTo() {
        keys.add(headers, 0, Key.of(7));

        assertThat(headers.lastHeader("tributary.previous-user")).isNotNull();
        assertThat(keys.read(headers)).isEqualTo(ForeignKeys.of(1).set(0, Key.of(7)));
    }

    @Test
    void areReadByTheNameThatTheRowHadBefore() {
        keys.add(headers, 0, Key.of(7));

        assertThat(renamed.read(headers)).isEqualTo(ForeignKeys.of(1).set(0, Key.of(7)));
        renamed.add(headers, 0, Key.of(8));
        assertThat(headers.lastHeader("tributary.previous-customer")).isNotNull();
        assertThat(renamed.read(headers)).isEqualTo(ForeignKeys.of(1).set(0, Key.of(8)));
    }
}
