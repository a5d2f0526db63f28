package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import dev.tributary.config.ViewFile;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.view.KeyedViews;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract as a client of any language reads it. */
class OpenApiTest {

    @Test
    void isAValidContract() throws Exception {
        SwaggerParseResult parsed = parse(contract(Map.of()));

        assertThat(parsed.getMessages()).isEmpty();
        OpenAPI contract = parsed.getOpenAPI();
        assertThat(contract.getOpenapi()).isEqualTo("3.1.0");
        assertThat(contract.getPaths().values())
                .allSatisfy(path -> assertThat(path.getGet().getResponses()).containsKey("200"));
        assertThat(contract.getPaths().values().stream()
                        .map(path -> path.getGet().getOperationId()))
                .doesNotHaveDuplicates();
        assertThat(contract.getPaths().keySet()).noneMatch(path -> path.startsWith("/internal"));
    }

    @Test
    void noticesAContractThatIsNotValid() {
        String broken = """
                {"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{"/a":{"get":{"parameters":[{"in":"nowhere"}]}}}}""";

        assertThat(parse(broken).getMessages()).isNotEmpty();
    }

    @Test
    void hasTheFieldsOfThePublishedContract() throws Exception {
        Schema<?> order = parse(contract(Map.of()))
                .getOpenAPI()
                .getComponents()
                .getSchemas()
                .get("Order");

        assertThat(order.getProperties().keySet())
                .containsExactlyElementsOf(ViewFile.bundled().schema().getFields().stream()
                        .map(Field::name)
                        .toList());
    }

    @Test
    void saysOfWhichTypeTheKeysAre(@TempDir Path directory) throws Exception {
        assertThat(keys(Map.of())).containsOnly("integer int64");

        Map<String, String> texts = view(directory, KeyedViews.UUID, KeyedViews.TEXT);
        SwaggerParseResult parsed = parse(contract(texts));
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(keys(texts)).contains("string uuid", "string null").hasSize(6);
        OpenAPI contract = parsed.getOpenAPI();
        Schema<?> order = contract.getComponents().getSchemas().get("Order");
        assertThat(order.getProperties().get("id").getFormat()).isEqualTo("uuid");
        assertThat(order.getProperties().get("user_id").getFormat()).isNull();
        assertThat(contract.getComponents().getSchemas().get("Events").getDescription())
                .contains("removed: {\"id\": \"0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01\"}");
    }

    /** The types of the parameters that are keys. */
    private static List<String> keys(Map<String, String> settings) throws Exception {
        return parse(contract(settings)).getOpenAPI().getPaths().values().stream()
                .map(path -> path.getGet().getParameters())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(parameter -> Set.of("id", "user_id", "after").contains(parameter.getName()))
                .map(Parameter::getSchema)
                .map(schema -> schema.getTypes().iterator().next() + " " + schema.getFormat())
                .toList();
    }

    private static Map<String, String> view(Path directory, String orders, String users) throws IOException {
        return Map.of(
                "TRIBUTARY_VIEW", KeyedViews.write(directory, orders, users).toString());
    }

    @Test
    void saysWhereATokenIsNeeded() throws Exception {
        OpenAPI contract =
                parse(contract(Map.of("TRIBUTARY_HTTP_TOKEN", "secret"))).getOpenAPI();

        Operation order = contract.getPaths().get("/orders/{id}").getGet();
        assertThat(order.getSecurity()).hasSize(1);
        assertThat(order.getResponses()).containsKey("401");
        assertThat(contract.getPaths().get("/health/live").getGet().getSecurity())
                .isNull();
    }

    private static SwaggerParseResult parse(String contract) {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        return new OpenAPIV3Parser().readContents(contract, List.of(), options);
    }

    private static String contract(Map<String, String> settings) throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "TRIBUTARY_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                "TRIBUTARY_HTTP_PORT", "0"));
        environment.putAll(settings);
        try (HttpApi api = HttpApi.start(AppConfig.load(null, environment), new AppMetrics())) {
            URI uri = URI.create("http://127.0.0.1:" + api.port() + "/openapi.json");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
