package dev.tributary.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.http.Endpoint.Access;
import dev.tributary.view.Member;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;

/** Who is there, what runs, and whether it works. */
final class StatusRoutes {

    private static final String JSON_TYPE = "application/json";
    private static final JsonMapper JSON = new JsonMapper();

    private final Supplier<Tiers> tiers;
    private final InstanceStatus self;

    StatusRoutes(Supplier<Tiers> tiers, InstanceStatus self) {
        this.tiers = tiers;
        this.self = self;
    }

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        "/instances",
                        "listInstances",
                        "All instances of the view, with their tiers, partitions, roles and lags",
                        Access.REQUEST,
                        List.of(),
                        Map.of(JSON_TYPE, "Instances"),
                        List.of(401, 503),
                        this::instances),
                new Endpoint(
                        "/topology",
                        "getTopology",
                        "The topologies that run here, as Kafka Streams describes them",
                        Access.REQUEST,
                        List.of(),
                        Map.of(JSON_TYPE, "Topologies"),
                        List.of(401, 503),
                        this::topology),
                new Endpoint(
                        "/health/live",
                        "isLive",
                        "200 unless a tier has failed for good: also while data moves or is restored",
                        Access.OPEN,
                        List.of(),
                        Map.of(JSON_TYPE, "Health"),
                        List.of(503),
                        (request, response) ->
                                health(request, response, !tiers.get().isDead(), "dead")),
                new Endpoint(
                        "/health/ready",
                        "isReady",
                        "200 when every tier runs and this instance serves everything that it owns",
                        Access.OPEN,
                        List.of(),
                        Map.of(JSON_TYPE, "Health"),
                        List.of(503),
                        (request, response) ->
                                health(request, response, tiers.get().isReady(), "not-ready")));
    }

    private void health(ServerRequest request, ServerResponse response, boolean well, String kind) {
        ObjectNode states = JSON.createObjectNode();
        tiers.get()
                .running()
                .forEach(tier -> states.put(tier.name(), tier.streams().state().name()));
        if (!well) {
            throw new ProblemException(Problem.of(
                            Status.SERVICE_UNAVAILABLE_503,
                            kind,
                            kind.equals("dead")
                                    ? "a tier has failed for good; the log says why"
                                    : "something is starting, moving or being restored, or this instance is cut off from Kafka")
                    .with("tiers", states));
        }
        ObjectNode health = JSON.createObjectNode().put("status", "ok");
        health.set("tiers", states);
        send(request, response, health);
    }

    private void topology(ServerRequest request, ServerResponse response) {
        ObjectNode descriptions = JSON.createObjectNode();
        tiers.get().running().forEach(tier -> descriptions.put(tier.name(), tier.description()));
        send(request, response, descriptions);
    }

    private void instances(ServerRequest request, ServerResponse response) throws InterruptedException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode instances = answer.putArray("instances");
        instances.add(self.node());
        others().forEach(instances::add);
        send(request, response, answer);
    }

    /** All at once; an instance that does not answer is there with what is wrong. */
    private List<JsonNode> others() throws InterruptedException {
        if (tiers.get().view().isEmpty()) {
            return List.of();
        }
        View view = tiers.get().view().get();
        Collection<Member> members = view.tier().members();
        List<JsonNode> answers = new ArrayList<>();
        try (ExecutorService questions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> asked = members.stream()
                    .map(Member::address)
                    .distinct()
                    .filter(address -> !Advertised.hostAndPort(address).equals(self.address()))
                    .sorted(Comparator.comparing(HostInfo::toString))
                    .map(address -> questions.submit((Callable<JsonNode>) () -> ask(view, address)))
                    .toList();
            for (Future<JsonNode> question : asked) {
                answers.add(question.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an instance could not be asked", e.getCause());
        }
    }

    private static JsonNode ask(View view, HostInfo address) throws InterruptedException {
        try {
            return JSON.readTree(view.peers().instance(address));
        } catch (IOException e) {
            return JSON.createObjectNode()
                    .put("address", Advertised.hostAndPort(address))
                    .put("error", "it does not answer");
        }
    }

    private static void send(ServerRequest request, ServerResponse response, JsonNode json) {
        try {
            response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
            Responses.send(request, response, JSON_TYPE, JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
