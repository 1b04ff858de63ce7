package dev.howdah.catalog;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The SQL of an entry with its version branches. Two are equal when their text is.
public final class SqlTemplate {
    private static final PebbleEngine ENGINE = new PebbleEngine.Builder()
            .loader(new StringLoader())
            .autoEscaping(false)
            .strictVariables(true)
            // With trimming, SQL after an {% endif %} would stick to the word before it.
            .newLineTrimming(false)
            .cacheActive(false)
            .extension(new WantedFunction())
            .build();

    private final String text;
    private final PebbleTemplate template;

    private SqlTemplate(String text, PebbleTemplate template) {
        this.text = text;
        this.template = template;
    }

    /// @throws PebbleException when the template's own syntax is wrong
    static SqlTemplate of(String text) {
        return new SqlTemplate(text, ENGINE.getLiteralTemplate(text));
    }

    /// The SQL for a server.
    ///
    /// @param extensionVersion as [ExtensionVersion] numbers it; 0 without extension
    /// @param extensionSchema as it stands in `pg_namespace`; quoted here
    /// @param moreWords what else this entry's template knows
    /// @param wanted which metrics are wanted, by name
    /// @throws PebbleException when the template uses a word that does not exist
    String render(
            int majorVersion,
            boolean standby,
            Preset preset,
            int extensionVersion,
            String extensionSchema,
            Map<String, String> moreWords,
            Predicate<String> wanted) {
        var words = new HashMap<String, Object>(moreWords);
        words.put("pg_version", majorVersion);
        words.put("standby", standby);
        words.put("standard", preset.holds(Preset.STANDARD));
        words.put("exhaustive", preset.holds(Preset.EXHAUSTIVE));
        words.put("extension_version", extensionVersion);
        words.put("extension_schema", '"' + extensionSchema.replace("\"", "\"\"") + '"');
        words.put(WantedFunction.VARIABLE, wanted);
        var sql = new StringWriter();
        try {
            template.evaluate(sql, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sql.toString()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SqlTemplate that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
