package dev.howdah.catalog.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong with one or more files, so that all of it can be reported at once.
public final class Problems {
    /// One fault.
    ///
    /// @param line counted from 1; 0 when the fault has no line
    public record Problem(String file, int line, String message) {
        @Override
        public String toString() {
            return line == 0 ? "%s: %s".formatted(file, message) : "%s:%d: %s".formatted(file, line, message);
        }
    }

    private final List<Problem> found = new ArrayList<>();

    public void add(String file, int line, String message) {
        found.add(new Problem(file, line, message));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Problem> found() {
        return List.copyOf(found);
    }

    /// Ends the reading when anything was wrong; problems are told in the order of their lines.
    public void throwIfAny() throws InvalidFileException {
        if (!found.isEmpty()) {
            throw new InvalidFileException(found.stream()
                    .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                    .toList());
        }
    }
}
