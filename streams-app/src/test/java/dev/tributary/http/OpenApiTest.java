package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import dev.tributary.config.ViewFile;
import dev.tributary.metrics.AppMetrics;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;

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
