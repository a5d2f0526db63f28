package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.definition.KeyedView;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.view.FakeApi;
import dev.tributary.tools.view.ViewApi;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpRowsTest {

    private final FakeApi api = new FakeApi();

    @AfterEach
    void close() {
        api.close();
    }

    private Iterable<HeldRow> rows(View view) {
        return () -> new HttpRows(new ViewApi(api.uri(), Optional.empty()), view);
    }

    @Test
    void textsAreReadPageByPage() {
        api.answers(
                        "/labels?limit=1000",
                        "{\"labels\":[{\"code\":\"\"},{\"code\":\"7\"}],\"next\":\"/labels?after=7&limit=1000\"}")
                .answers("/labels?after=7&limit=1000", "{\"labels\":[{\"code\":\"a/b\"}],\"next\":null}");

        assertThat(rows(KeyedView.LABELS.view()))
                .extracting(HeldRow::key)
                .containsExactly(Key.of(""), Key.of("7"), Key.of("a/b"));
    }

    @Test
    void integersAreReadPageByPage() {
        api.answers("/orders?limit=1000", "{\"orders\":[{\"id\":-7},{\"id\":9000000000}],\"next\":null}");

        assertThat(rows(View.shipped())).extracting(HeldRow::key).containsExactly(Key.of(-7), Key.of(9_000_000_000L));
    }
}
