package dev.howdah.security;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text of the configuration that may hold references: `${env:NAME}`, `${env:NAME:-default}` and
/// `${file:/path}`. It is resolved each time the secret is needed, so that a file that was replaced is
/// noticed at the next connection. Two references are equal when their texts are; printing one shows
/// `***`.
public final class SecretReference {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?<kind>[a-z_]+):(?<name>[^}]*)}");

    private final String text;
    private final Function<String, @Nullable String> environment;

    private SecretReference(String text, Function<String, @Nullable String> environment) {
        this.text = text;
        this.environment = environment;
    }

    public static SecretReference of(String text) {
        return of(text, System::getenv);
    }

    public static SecretReference of(String text, Function<String, @Nullable String> environment) {
        return new SecretReference(text, environment);
    }

    /// The value as of now. A file's trailing line break is not part of the secret.
    public Secret resolve() throws SecretUnavailableException {
        return new Secret(replace(text, environment, true));
    }

    /// Replaces references to the environment in a text that is no secret; a reference to a file is refused there.
    public static String expandEnvironment(String text, Function<String, @Nullable String> environment)
            throws SecretUnavailableException {
        return replace(text, environment, false);
    }

    private static String replace(String text, Function<String, @Nullable String> environment, boolean files)
            throws SecretUnavailableException {
        Matcher matcher = REFERENCE.matcher(text);
        var result = new StringBuilder();
        int copied = 0;
        while (matcher.find()) {
            result.append(text, copied, matcher.start());
            result.append(lookUp(matcher.group(), matcher.group("kind"), matcher.group("name"), environment, files));
            copied = matcher.end();
        }
        if (text.indexOf("${", copied) >= 0) {
            throw new SecretUnavailableException("a reference that begins with ${ does not end — close it with }");
        }
        return result.append(text, copied, text.length()).toString();
    }

    private static String lookUp(
            String reference, String kind, String name, Function<String, @Nullable String> environment, boolean files)
            throws SecretUnavailableException {
        return switch (kind) {
            case "env" -> environmentVariable(reference, name, environment);
            case "file" -> {
                if (!files) {
                    throw new SecretUnavailableException(
                            "%s: a file reference, expected only where a secret stands (password, headers) — write the value or use ${env:NAME}"
                                    .formatted(reference));
                }
                yield fileContent(reference, Path.of(name));
            }
            default ->
                throw new SecretUnavailableException(
                        "%s: unknown kind of reference '%s', expected env or file — write ${env:NAME} or ${file:/path}"
                                .formatted(reference, kind));
        };
    }

    private static String environmentVariable(
            String reference, String name, Function<String, @Nullable String> environment)
            throws SecretUnavailableException {
        int defaultAt = name.indexOf(":-");
        String value = environment.apply(defaultAt < 0 ? name : name.substring(0, defaultAt));
        if (value != null) {
            return value;
        }
        if (defaultAt >= 0) {
            return name.substring(defaultAt + 2);
        }
        throw new SecretUnavailableException(
                "%s: environment variable %s is not set — set it, or give a default with ${env:%s:-default}"
                        .formatted(reference, name, name));
    }

    private static String fileContent(String reference, Path file) throws SecretUnavailableException {
        try {
            String content = Files.readString(file);
            return content.endsWith("\n") ? content.stripTrailing() : content;
        } catch (NoSuchFileException e) {
            throw new SecretUnavailableException(
                    "%s: no such file — create it or correct the path".formatted(reference), e);
        } catch (AccessDeniedException e) {
            throw new SecretUnavailableException(
                    "%s: permission denied — let the user that runs Howdah read it".formatted(reference), e);
        } catch (IOException e) {
            throw new SecretUnavailableException(
                    "%s: cannot be read (%s) — it must be a readable text file"
                            .formatted(reference, e.getClass().getSimpleName()),
                    e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretReference that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
