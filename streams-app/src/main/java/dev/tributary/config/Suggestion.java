package dev.tributary.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped name was probably meant to be. */
final class Suggestion {

    /** More edits than this and it is a guess, not a typing mistake. */
    private static final int MAX_EDITS = 3;

    private Suggestion() {}

    /** Text to append to an error: {@code ": did you mean …?"}, or nothing if no candidate is near. */
    static String among(String name, Collection<String> candidates) {
        Optional<String> nearest = candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= MAX_EDITS)
                .min(Comparator.<String>comparingInt(candidate -> edits(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> edits(name, candidate) <= MAX_EDITS);
        return nearest.map(candidate -> ": did you mean " + candidate + "?").orElse("");
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
