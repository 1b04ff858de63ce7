package dev.howdah.catalog.yaml;

import java.util.List;
import java.util.stream.Collectors;

/// A file that is refused, with everything that is wrong with it.
public final class InvalidFileException extends Exception {
    private final transient List<Problems.Problem> problems;

    public InvalidFileException(List<Problems.Problem> problems) {
        super(problems.stream().map(Problems.Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problems.Problem> problems() {
        return problems;
    }
}
