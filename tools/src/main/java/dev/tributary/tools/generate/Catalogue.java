package dev.tributary.tools.generate;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Names, addresses and products that could be in a shop, and now and then a null where a column allows it. */
final class Catalogue {

    private static final List<String> FIRST_NAMES = List.of(
            "Ada",
            "Alan",
            "Amélie",
            "Anita",
            "Barbara",
            "Björn",
            "Carmen",
            "Chen",
            "Dorothy",
            "Edsger",
            "Elif",
            "Fatima",
            "Grace",
            "Hedy",
            "Ines",
            "Jürgen",
            "Katherine",
            "Kofi",
            "Leslie",
            "Lovisa",
            "Margaret",
            "Mei",
            "Niklaus",
            "Olga",
            "Priya",
            "Radia",
            "Søren",
            "Tim",
            "Ursula",
            "Yukihiro",
            "Zoë",
            "Łukasz");

    private static final List<String> LAST_NAMES = List.of(
            "Allen",
            "Backus",
            "Borg",
            "Codd",
            "Dijkstra",
            "Engelbart",
            "Floyd",
            "García",
            "Hamilton",
            "Hopper",
            "Iverson",
            "Johnson",
            "Kowalski",
            "Lamport",
            "Liskov",
            "Lovelace",
            "Matsumoto",
            "Müller",
            "Naur",
            "Nguyễn",
            "O'Brien",
            "Perlman",
            "Ritchie",
            "Sørensen",
            "Stonebraker",
            "Tanaka",
            "Thompson",
            "Turing",
            "Wirth",
            "Yılmaz",
            "Zhang",
            "Žižek");

    private static final List<String> QUALITIES = List.of(
            "Small",
            "Large",
            "Wooden",
            "Brass",
            "Folding",
            "Portable",
            "Second-hand",
            "Blue",
            "Red",
            "Quiet",
            "Heavy-duty",
            "Waterproof",
            "Handmade",
            "Vintage",
            "Rechargeable",
            "Left-handed");

    private static final List<String> PRODUCTS = List.of(
            "desk lamp",
            "slide rule",
            "typewriter",
            "bicycle bell",
            "teapot",
            "notebook",
            "fountain pen",
            "screwdriver set",
            "garden hose",
            "headphones",
            "backpack",
            "chess board",
            "umbrella",
            "coffee grinder",
            "alarm clock",
            "tool box",
            "keyboard",
            "camp stove",
            "ukulele",
            "reading chair",
            "thermos",
            "map case",
            "soldering iron",
            "crème brûlée torch");

    private static final int NULLS_ONE_IN = 100;

    private Catalogue() {}

    record Person(@Nullable String name, @Nullable String email) {}

    /** @param id makes the address one that nobody else has */
    static Person person(int id, RandomGenerator random) {
        String first = firstName(random);
        String last = lastName(random);
        return new Person(orNull(first + " " + last, random), orNull(email(id, first, last), random));
    }

    static String firstName(RandomGenerator random) {
        return oneOf(FIRST_NAMES, random);
    }

    static String lastName(RandomGenerator random) {
        return oneOf(LAST_NAMES, random);
    }

    static String email(int id, String first, String last) {
        return (ascii(first) + "." + ascii(last) + id).toLowerCase(Locale.ROOT) + "@example.com";
    }

    /** A kind of product. */
    static String product(RandomGenerator random) {
        return oneOf(PRODUCTS, random);
    }

    /** A product of a kind. */
    static @Nullable String description(RandomGenerator random) {
        return orNull(oneOf(QUALITIES, random) + " " + product(random), random);
    }

    static @Nullable Double weight(RandomGenerator random) {
        return orNull(random.nextInt(1, 3_000) / 100.0, random);
    }

    /** Mostly one or two, seldom many. */
    static int quantity(RandomGenerator random) {
        double uniform = random.nextDouble();
        return 1 + (int) (uniform * uniform * uniform * uniform * 50);
    }

    static <T> @Nullable T orNull(T value, RandomGenerator random) {
        return random.nextInt(NULLS_ONE_IN) == 0 ? null : value;
    }

    private static String oneOf(List<String> values, RandomGenerator random) {
        return values.get(random.nextInt(values.size()));
    }

    private static String ascii(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("[^a-zA-Z]", "");
    }
}
