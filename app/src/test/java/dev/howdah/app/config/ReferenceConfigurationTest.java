package dev.howdah.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.howdah.catalog.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds `config/howdah.yaml` valid and complete: it is the reference of all keys.
class ReferenceConfigurationTest {
    private static final Path FILE =
            Path.of(System.getProperty("howdah.home", "..")).resolve("config/howdah.yaml");

    /// The reader says which keys it knows when it meets one that it does not: one such key at each place.
    private static final String UNKNOWN_EVERYWHERE = """
            qqqqqqqq: 1
            targets:
              - { qqqqqqqq: 1, databases: { qqqqqqqq: 1 }, collection: { qqqqqqqq: 1 } }
              - { kind: patroni, qqqqqqqq: 1, tls: { qqqqqqqq: 1 } }
            discovery:
              - { qqqqqqqq: 1, file: { qqqqqqqq: 1 } }
              - { dns: { qqqqqqqq: 1 }, template: { qqqqqqqq: 1 } }
              - { patroni: { qqqqqqqq: 1, tls: { qqqqqqqq: 1 } }, template: {} }
            catalog: { qqqqqqqq: 1 }
            collection:
              qqqqqqqq: 1
              events: { qqqqqqqq: 1, db.server.query_sample: { qqqqqqqq: 1 }, db.server.top_query: { qqqqqqqq: 1 } }
              query_sample_collection: { qqqqqqqq: 1 }
              top_query_collection: { qqqqqqqq: 1 }
              metrics: { postgresql.commits: { qqqqqqqq: 1 } }
              entries: { databases: { qqqqqqqq: 1 } }
              large_schemas: { qqqqqqqq: 1, table_sampling: [ { qqqqqqqq: 1 } ] }
            exporters:
              qqqqqqqq: 1
              prometheus: { qqqqqqqq: 1 }
              otlp:
                qqqqqqqq: 1
                tls: { qqqqqqqq: 1 }
                sending_queue: { qqqqqqqq: 1 }
                retry_on_failure: { qqqqqqqq: 1 }
            telemetry: { qqqqqqqq: 1 }
            """;

    @Test
    void isValid() throws Exception {
        assertThat(new ConfigurationFile(_ -> null).read(FILE).targets()).hasSize(3);
    }

    @Test
    void namesEveryKey() throws Exception {
        var refused = catchThrowableOfType(
                InvalidFileException.class,
                () -> new ConfigurationFile(_ -> null).read("howdah.yaml", UNKNOWN_EVERYWHERE));
        var known = new TreeSet<String>();
        var lists = Pattern.compile("known here: (.*)").matcher(String.valueOf(refused.getMessage()));
        int places = 0;
        while (lists.find()) {
            known.addAll(Arrays.asList(lists.group(1).split(", ")));
            places++;
        }
        String reference = Files.readString(FILE);

        assertThat(places).isEqualTo(30);
        assertThat(known)
                .hasSizeGreaterThan(30)
                .allSatisfy(key -> assertThat(reference).containsPattern("(?m)(^|[\\s{])" + Pattern.quote(key) + ":"));
    }
}
