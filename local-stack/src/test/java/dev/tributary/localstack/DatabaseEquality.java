package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.audit.Audit;
import dev.tributary.tools.audit.AuditReport;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.view.ViewApi;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The audit as an assertion: the SQL join, the topic and one instance's whole view have the same rows. */
final class DatabaseEquality {

    private DatabaseEquality() {}

    /** Waits until they do, since changes are on their way. */
    static void await(LocalStack stack) throws Exception {
        await(stack, stack.addresses().http().getFirst());
    }

    /** @param http of the instance whose view is compared */
    static void await(LocalStack stack, URI http) throws Exception {
        await(stack, http, Duration.ofMinutes(2));
    }

    /** @param patience for how long changes may be on their way */
    static void await(LocalStack stack, Duration patience) throws Exception {
        await(stack, stack.addresses().http().getFirst(), patience);
    }

    private static void await(LocalStack stack, URI http, Duration patience) throws Exception {
        AuditReport report = new Audit(
                        new Postgres(stack.addresses().postgres()),
                        Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                        Map.of("schema.registry.url", stack.addresses().schemaRegistry()),
                        AuditSettings.defaults().withTimeout(patience),
                        Optional.of(() -> new ViewApi(http, Optional.empty())),
                        progress -> {})
                .run();
        assertThat(report).as(report.describe()).isInstanceOf(AuditReport.Equal.class);
        assertThat(((AuditReport.Equal) report).rowsCompared())
                .isEqualTo(new Shop(stack.addresses().postgres()).number("SELECT count(*) FROM orders"));
    }
}
