package dev.tributary.definition;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names that differ in case alone from one that is written, and that nothing has. PostgreSQL reads a name without quotes in lower case.
 *
 * @param names as SQL
 */
record OtherCase(List<String> names) {

    OtherCase {
        names = List.copyOf(names);
    }

    /** Of the names that there are; nothing if none is so. */
    static Optional<OtherCase> of(Name written, Stream<Name> known) {
        List<String> names = known.filter(name -> name.text().equalsIgnoreCase(written.text()))
                .map(Name::quoted)
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(new OtherCase(names));
    }

    String remedy() {
        return "write %s: PostgreSQL reads a name without quotes in lower case".formatted(String.join(" or ", names));
    }
}
