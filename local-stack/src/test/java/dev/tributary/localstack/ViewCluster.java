package dev.tributary.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The stack's application and further ones that run the view only, each with a part of the partitions. Numbered from 1. */
final class ViewCluster {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int PARTITIONS = 4;

    /** Of all instances but the first. */
    private static final Map<String, String> SETTINGS = Map.of("TRIBUTARY_TIERS", "view");

    private final LocalStack stack;
    private final List<URI> addresses = new ArrayList<>();

    private ViewCluster(LocalStack stack) {
        this.stack = stack;
    }

    /** Returns when every instance has a part, and answers for it. */
    static ViewCluster start(LocalStack stack, int instances) throws Exception {
        ViewCluster cluster = new ViewCluster(stack);
        cluster.addresses.add(stack.addresses().http().getFirst());
        for (int number = 2; number <= instances; number++) {
            cluster.addresses.add(stack.addApplication(number, SETTINGS));
        }
        cluster.awaitParts();
        return cluster;
    }

    URI address(int number) {
        return addresses.get(number - 1);
    }

    HttpView view(int number) {
        return new HttpView(address(number));
    }

    List<HttpView> views() {
        return addresses.stream().map(HttpView::new).toList();
    }

    ServerProcess process(int number) {
        return stack.process(new ServerName(Part.APPLICATION, number));
    }

    /** Until every instance owns partitions, together all of them, and is ready. */
    void awaitParts() throws Exception {
        List<Integer> owned = new ArrayList<>();
        Await.until(() -> "the partitions are not spread over the instances, but " + owned, SOON, () -> {
            owned.clear();
            for (HttpView view : views()) {
                owned.add(view.get("health/ready").status() == 200 ? active(view) : 0);
            }
            return !owned.contains(0)
                    && owned.stream().mapToInt(Integer::intValue).sum() == PARTITIONS;
        });
    }

    /** Until the first instance owns all, as when it is alone. */
    void awaitAllOnFirst() throws Exception {
        Await.until(() -> "the first instance does not own all partitions", SOON, () -> active(view(1)) == PARTITIONS);
    }

    /** Partitions that the instance owns and answers for; it names itself first. */
    private static int active(HttpView view) throws IOException, InterruptedException {
        JsonNode partitions = view.get("instances").body().at("/instances/0/partitions");
        return (int) StreamSupport.stream(partitions.spliterator(), false)
                .filter(partition -> partition.path("role").asText().equals("active"))
                .count();
    }

    /** Stops what was added, and waits until the stack is as it was. */
    void close() throws Exception {
        for (int number : IntStream.rangeClosed(2, addresses.size()).toArray()) {
            stack.removeApplication(number);
        }
        awaitAllOnFirst();
    }
}
