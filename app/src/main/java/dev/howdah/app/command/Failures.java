package dev.howdah.app.command;

import dev.howdah.catalog.yaml.InvalidFileException;
import dev.howdah.catalog.yaml.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Ends a command that went wrong with one line and a status: 2 for words or files that are wrong, 1 for
/// the rest. A stack trace is shown only on request.
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    static final int FAILED = 1;
    static final int INVALID = 2;

    private static final Pattern PASSWORD = Pattern.compile("(://[^:@/\\s]*:)\\S*@");

    private final BooleanSupplier verbose;

    public Failures(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] words) {
        var command = e.getCommandLine();
        command.getErr().println(name(command) + ": " + withoutPasswords(message(e)));
        return INVALID;
    }

    /// A word that stands in the wrong place may be a URL.
    private static String withoutPasswords(String text) {
        return PASSWORD.matcher(text).replaceAll("$1***@");
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            var specification = e.getCommandLine().getCommandSpec();
            var known = new ArrayList<>(specification.optionsMap().keySet());
            known.addAll(specification.subcommands().keySet());
            return "unknown word '%s'%s"
                    .formatted(
                            word,
                            Nearest.to(word, known)
                                    .map(" — did you mean '%s'?"::formatted)
                                    .orElseGet(() -> " — see '%s --help'".formatted(name(e.getCommandLine()))));
        }
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return "%s — see '%s --help'".formatted(text, name(e.getCommandLine()));
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult words) {
        PrintWriter out = command.getErr();
        if (e instanceof InvalidFileException invalid) {
            invalid.problems().forEach(out::println);
        } else {
            out.println(name(command) + ": " + messageOf(e));
        }
        if (verbose.getAsBoolean()) {
            e.printStackTrace(out);
        }
        return switch (e) {
            case InvalidFileException _ -> INVALID;
            case CommandFailure failure -> failure.status();
            default -> FAILED;
        };
    }

    private static String messageOf(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() + " — see --verbose" : e.getMessage();
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
