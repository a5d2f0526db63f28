package dev.tributary.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped name was probably meant to be. */
final class Suggestion {

    /** With more edits than this it is a guess. */
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

    /**
     * What a variable was probably meant to be, or nothing if it is like no candidate. A short name has to be closer than a
     * long one: most words of four letters are three edits from some other.
     *
     * @param prefix that all of them have, and that says nothing
     */
    static Optional<String> mistyped(String variable, String prefix, Collection<String> candidates) {
        String name = variable.substring(prefix.length());
        int maxEdits = Math.clamp(name.length() / 4, 1, MAX_EDITS);
        return candidates.stream()
                .filter(candidate ->
                        isCutOff(name, candidate.substring(prefix.length())) || edits(variable, candidate) <= maxEdits)
                .min(Comparator.<String>comparingInt(candidate -> edits(variable, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Whether one is the other without its last words. A single word is no evidence. */
    private static boolean isCutOff(String a, String b) {
        String shorter = a.length() < b.length() ? a : b;
        String longer = a.length() < b.length() ? b : a;
        return shorter.contains("_") && longer.startsWith(shorter + "_");
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
