package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What happens in each round, and when: a function of the seed, the number of instances, and the topics. Kinds of faults are dealt like cards,
 * so that each comes once before any comes again; where there is a choice of servers, when, and for how long is random.
 * One fault begins when the one before is over, but for one in four, and for long ones.
 */
final class FaultPlan {

    /**
     * The application's, with which Kafka waits before it gives the partitions of a silent member to others. As it is where nothing is
     * set: with the demo's three seconds, a view that works off a backlog on a slow machine is taken for one that is out of date.
     */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    /** What others may take, when a session has ended, until they own the partitions and there are new results. */
    private static final Duration TAKEOVER = Duration.ofSeconds(8);

    /** By how much an answer may be out of date: the session timeout, as docs/guarantees.md states it. */
    static final Duration BOUND = SESSION_TIMEOUT;

    /** An instance that is isolated for longer would serve rows that are out of date by more than the bound. */
    static final Duration ISOLATION = SESSION_TIMEOUT.plus(TAKEOVER).plus(BOUND);

    /** How long a fault may last beyond the end of its round. */
    static final Duration OVERTIME = Duration.ofSeconds(16);

    private static final int PARTITIONS = 4;
    private static final int LONGEST_REPLAY = 400;
    private static final int REPLAYS = 3;

    /** What a server that was ended may take until it answers again. */
    private static final long RECOVERY_MILLIS = 8_000;

    private static final ServerName POSTGRES = ServerName.of(Part.POSTGRES);
    private static final ServerName KAFKA = ServerName.of(Part.KAFKA);
    private static final ServerName REGISTRY = ServerName.of(Part.REGISTRY);
    private static final ServerName CONNECT = ServerName.of(Part.CONNECT);

    private final int instances;
    private final long roundMillis;
    private final List<String> captured;
    private final Random random;
    private final Deque<Card> deck = new ArrayDeque<>();

    /** Makes one fault, that begins at a time. */
    private interface Card {
        Fault at(Duration begin);
    }

    /**
     * @param instances of the application
     * @param round how long the writers write in each round
     * @param captured topics of which records are replayed
     */
    FaultPlan(long seed, int instances, Duration round, List<String> captured) {
        this.instances = instances;
        this.roundMillis = round.toMillis();
        this.captured = List.copyOf(captured);
        this.random = new Random(seed);
    }

    /** What happens in the next round, by time. */
    List<Fault> nextRound() {
        List<Fault> faults = new ArrayList<>();
        Map<Object, Long> busyUntil = new HashMap<>();
        long begin = between(1_000, 3_000);
        while (begin < roundMillis - 3_000) {
            Fault fault = deal(begin, busyUntil);
            faults.add(fault);
            long length = fault.length().toMillis();
            busyUntil.put(fault.place(), begin + length + RECOVERY_MILLIS);
            boolean overlap = length > 8_000 || random.nextInt(4) == 0;
            begin += overlap ? between(1_000, 3_000) : length + between(1_500, 4_000);
        }
        for (int i = 0; i < REPLAYS; i++) {
            faults.add(replay());
        }
        faults.sort(Comparator.comparing(Fault::at));
        return List.copyOf(faults);
    }

    /** The next card; one whose place is taken, or that would last too long, is put back, and the next one is looked at. */
    private Fault deal(long begin, Map<Object, Long> busyUntil) {
        List<Card> putBack = new ArrayList<>();
        while (true) {
            if (deck.isEmpty()) {
                List<Card> cards = cards();
                Collections.shuffle(cards, random);
                deck.addAll(cards);
            }
            Card card = deck.removeFirst();
            Fault fault = card.at(Duration.ofMillis(begin));
            boolean tooLong = begin + fault.length().toMillis() > roundMillis + OVERTIME.toMillis();
            if (!tooLong && busyUntil.getOrDefault(fault.place(), 0L) <= begin) {
                Collections.reverse(putBack);
                putBack.forEach(deck::addFirst);
                return fault;
            }
            putBack.add(card);
        }
    }

    private List<Card> cards() {
        return new ArrayList<>(List.of(
                at -> new Fault.Kill(at, away(), application()),
                at -> new Fault.Kill(at, away(), application()),
                at -> new Fault.Kill(at, longerThanSession(), application()),
                at -> new Fault.Stop(at, away(), application()),
                at -> new Fault.Pause(at, moment(), application()),
                at -> new Fault.Pause(at, longerThanSession(), application()),
                at -> new Fault.Pause(at, isolation(), application()),
                at -> new Fault.Stall(at, longerThanSession(), applicationTo(Part.KAFKA), Fault.Held.REQUESTS),
                at -> new Fault.Stall(at, isolation(), applicationTo(Part.KAFKA), Fault.Held.ANSWERS),
                at -> new Fault.Stall(at, isolation(), applicationTo(Part.KAFKA), Fault.Held.BOTH),
                at -> new Fault.Cut(at, isolation(), applicationTo(Part.KAFKA)),
                at -> new Fault.Cut(at, moment(), applicationTo(Part.KAFKA)),
                at -> new Fault.Delay(at, moment(), applicationTo(Part.KAFKA), delay()),
                at -> new Fault.Cut(at, moment(), applicationTo(Part.REGISTRY)),
                at -> new Fault.Kill(at, away(), CONNECT),
                at -> new Fault.Stop(at, away(), CONNECT),
                at -> new Fault.Pause(at, moment(), CONNECT),
                at -> new Fault.Stall(at, moment(), new Link(CONNECT, Part.KAFKA), Fault.Held.BOTH),
                at -> new Fault.Cut(at, moment(), new Link(CONNECT, Part.KAFKA)),
                at -> new Fault.Cut(at, moment(), new Link(CONNECT, Part.POSTGRES)),
                at -> new Fault.Delay(at, moment(), new Link(CONNECT, Part.POSTGRES), delay()),
                at -> new Fault.Cut(at, moment(), new Link(CONNECT, Part.REGISTRY)),
                at -> new Fault.Kill(at, away(), KAFKA),
                at -> new Fault.Stop(at, away(), KAFKA),
                at -> new Fault.Pause(at, moment(), KAFKA),
                at -> new Fault.Kill(at, away(), POSTGRES),
                at -> new Fault.Stop(at, away(), POSTGRES),
                at -> new Fault.Pause(at, moment(), POSTGRES),
                at -> new Fault.Kill(at, away(), REGISTRY),
                at -> new Fault.Pause(at, moment(), REGISTRY),
                at -> new Fault.Cut(at, moment(), new Link(REGISTRY, Part.POSTGRES))));
    }

    private Fault replay() {
        int records = 1 + random.nextInt(LONGEST_REPLAY);
        int sent = random.nextBoolean() ? records : 1 + random.nextInt(records);
        return new Fault.Replay(
                Duration.ofMillis(between(2_000, roundMillis)),
                captured.get(random.nextInt(captured.size())),
                random.nextInt(PARTITIONS),
                records,
                sent);
    }

    private ServerName application() {
        return new ServerName(Part.APPLICATION, 1 + random.nextInt(instances));
    }

    private Link applicationTo(Part to) {
        return new Link(application(), to);
    }

    private Duration away() {
        return Duration.ofMillis(between(0, 4_000));
    }

    private Duration moment() {
        return Duration.ofMillis(between(1_500, 6_000));
    }

    private Duration longerThanSession() {
        return SESSION_TIMEOUT.plusMillis(between(2_000, 6_000));
    }

    private Duration isolation() {
        return ISOLATION.plusMillis(between(2_000, 8_000));
    }

    private Duration delay() {
        return Duration.ofMillis(between(50, 500));
    }

    private long between(long least, long most) {
        return random.nextLong(least, most);
    }
}
