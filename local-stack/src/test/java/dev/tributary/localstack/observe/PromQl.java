package dev.tributary.localstack.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.localstack.observe.Dashboard.Question;
import dev.tributary.localstack.observe.Dashboard.Variable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a Prometheus what Grafana would ask it. */
final class PromQl {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI prometheus;

    PromQl(URI prometheus) {
        this.prometheus = prometheus;
    }

    /** The values of the samples, as they are now. */
    List<Double> values(String expression) throws IOException, InterruptedException {
        List<Double> values = new ArrayList<>();
        get("api/v1/query?query=" + encoded(expression))
                .at("/data/result")
                .forEach(sample -> values.add(
                        Double.parseDouble(sample.at("/value/1").asText().replace("Inf", "Infinity"))));
        return values;
    }

    /** What is wrong with the answer to a question of a dashboard: empty if nothing is. */
    String complaint(Question question, List<Variable> variables) throws IOException, InterruptedException {
        String expression = question.expression().replace("$__rate_interval", "20s");
        for (Variable variable : variables) {
            if (expression.contains("$" + variable.name())) {
                List<String> found = labelValues(variable);
                if (found.isEmpty()) {
                    return "variable " + variable.name() + " has no value";
                }
                expression = expression.replace("$" + variable.name(), "(" + String.join("|", found) + ")");
            }
        }
        try {
            List<Double> values = values(expression);
            if (values.isEmpty()) {
                return "nothing";
            }
            return values.stream().allMatch(value -> value.isNaN()) ? "nothing but NaN" : "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private List<String> labelValues(Variable variable) throws IOException, InterruptedException {
        List<String> values = new ArrayList<>();
        get("api/v1/label/" + variable.label() + "/values?match[]=".replace("[]", "%5B%5D")
                        + encoded(variable.metric()))
                .path("data")
                .forEach(value -> values.add(value.asText()));
        return values;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(prometheus.resolve(path)).timeout(SOON).build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
        return JSON.readTree(response.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
