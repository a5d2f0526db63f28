package dev.tributary.localstack.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.localstack.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards and alerts as files: whole, and of one piece. What they ask for is asked for in {@link DashboardsIT}. */
class DashboardTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(?!__)(\\w+)");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern RUNBOOK = Pattern.compile("runbook_url: \"docs/runbooks/([\\w-]+)\\.md\"");

    private static final Pattern NAMED_RUNBOOK = Pattern.compile("docs/runbooks/[\\w-]+\\.md");

    private final Path root = Project.find().root();

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void hasAnAddressOfItsOwnThatDoesNotChange(Dashboard dashboard) {
        assertThat(dashboard.uid()).matches("tributary-[a-z-]{3,30}");
        assertThat(dashboard.json().path("schemaVersion").asInt()).isEqualTo(42);
        assertThat(dashboard.json().path("title").asText()).startsWith("Tributary: ");
        assertThat(Dashboard.all()).extracting(Dashboard::uid).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Dashboard dashboard) {
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(title)
                    .isNotBlank();
            assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("prometheus");
            assertThat(panel.path("targets")).as(title).isNotEmpty();
        }
        assertThat(dashboard.panels().stream()
                        .map(panel -> panel.path("title").asText())
                        .toList())
                .doesNotHaveDuplicates();
        assertThat(dashboard.json().path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableIsUsedAndThereIsNoOther(Dashboard dashboard) {
        Set<String> used = new HashSet<>();
        String text = dashboard.json().path("panels").toString();
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            used.add(matcher.group(1));
        }

        assertThat(used)
                .isEqualTo(dashboard.variables().stream()
                        .map(Dashboard.Variable::name)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyLinkLeadsSomewhere(Dashboard dashboard) {
        Set<String> others = Dashboard.all().stream().map(Dashboard::uid).collect(Collectors.toSet());
        assertThat(dashboard.json().path("links").findValuesAsText("url"))
                .allSatisfy(url -> assertThat(others).contains(url.replaceFirst("^/d/", "")));
        for (JsonNode panel : dashboard.panels()) {
            Matcher runbook = NAMED_RUNBOOK.matcher(panel.path("description").asText());
            while (runbook.find()) {
                assertThat(root.resolve(runbook.group())).isRegularFile();
            }
        }
    }

    @Test
    void everyAlertHasARunbookThatNamesItAndEveryRunbookAnAlert() throws Exception {
        String alerts = Files.readString(root.resolve("prometheus/rules/alerts.yml"));
        Set<String> runbooks = new HashSet<>();
        for (String alert : alerts.split("(?=- alert: )", -1)) {
            Matcher name = ALERT.matcher(alert);
            if (name.find()) {
                Matcher runbook = RUNBOOK.matcher(alert);
                assertThat(runbook.find()).as(name.group(1) + " has a runbook").isTrue();
                runbooks.add(runbook.group(1) + ".md");
                assertThat(root.resolve("docs/runbooks").resolve(runbook.group(1) + ".md"))
                        .content()
                        .contains("`" + name.group(1) + "`");
            }
        }
        try (var files = Files.list(root.resolve("docs/runbooks"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(runbooks);
        }
    }

    /** Who is scraped in containers is scraped here, under the same name. */
    @Test
    void theJobsAreThoseOfTheContainers() throws Exception {
        String containers = Files.readString(root.resolve("prometheus/prometheus.yml"));

        assertThat(Pattern.compile("job_name: (\\w+)")
                        .matcher(containers)
                        .results()
                        .map(match -> match.group(1)))
                .containsExactlyInAnyOrder(
                        "kafka", "connect", "application", "registry", "postgres", "lag", "prometheus");
    }
}
