package dev.howdah.catalog;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.model.Attributes;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The metrics of OpenTelemetry's PostgreSQL receiver (0.158, with its semantic convention attributes) under the same
/// names, of the same type and unit, told apart by the same attributes. Where ours differ, it is said here why.
class OpenTelemetryReceiverTest {
    /// Name, type, kind of number, unit and the attributes' keys.
    private static final String RECEIVER = """
            postgresql.backends                  UP_DOWN_COUNTER INTEGER 1 db.namespace
            postgresql.bgwriter.buffers.allocated COUNTER INTEGER {buffers}
            postgresql.bgwriter.buffers.writes   COUNTER INTEGER {buffers} source
            postgresql.bgwriter.checkpoint.count COUNTER INTEGER {checkpoints} type
            postgresql.bgwriter.duration         COUNTER DOUBLE ms type
            postgresql.bgwriter.maxwritten       COUNTER INTEGER 1
            postgresql.blks_hit                  COUNTER INTEGER {blks_hit} db.namespace
            postgresql.blks_read                 COUNTER INTEGER {blks_read} db.namespace
            postgresql.blocks_read               COUNTER INTEGER 1 db.collection.name db.namespace source
            postgresql.commits                   COUNTER INTEGER 1 db.namespace
            postgresql.connection.max            GAUGE INTEGER {connections}
            postgresql.database.count            UP_DOWN_COUNTER INTEGER {databases}
            postgresql.database.locks            GAUGE INTEGER {lock} db.namespace lock_type mode relation
            postgresql.db_size                   UP_DOWN_COUNTER INTEGER By db.namespace
            postgresql.deadlocks                 COUNTER INTEGER {deadlock} db.namespace
            postgresql.function.calls            COUNTER INTEGER {call} db.namespace function
            postgresql.index.scans               COUNTER INTEGER {scans} db.collection.name db.namespace postgresql.index.name
            postgresql.index.size                GAUGE INTEGER By db.collection.name db.namespace postgresql.index.name
            postgresql.operations                COUNTER INTEGER 1 db.collection.name db.namespace operation
            postgresql.query.conflicts           COUNTER INTEGER {query} db.namespace postgresql.conflict.type
            postgresql.query.execution.time      COUNTER DOUBLE s db.namespace
            postgresql.replication.data_delay    GAUGE INTEGER By replication_client
            postgresql.rollbacks                 COUNTER INTEGER 1 db.namespace
            postgresql.rows                      UP_DOWN_COUNTER INTEGER 1 db.collection.name db.namespace state
            postgresql.sequential_scans          COUNTER INTEGER {sequential_scan} db.collection.name db.namespace
            postgresql.table.count               UP_DOWN_COUNTER INTEGER {table} db.namespace
            postgresql.table.size                UP_DOWN_COUNTER INTEGER By db.collection.name db.namespace
            postgresql.table.vacuum.count        COUNTER INTEGER {vacuum} db.collection.name db.namespace
            postgresql.temp.io                   COUNTER INTEGER By db.namespace
            postgresql.temp_files                COUNTER INTEGER {temp_file} db.namespace
            postgresql.tup_deleted               COUNTER INTEGER {tup_deleted} db.namespace
            postgresql.tup_fetched               COUNTER INTEGER {tup_fetched} db.namespace
            postgresql.tup_inserted              COUNTER INTEGER {tup_inserted} db.namespace
            postgresql.tup_returned              COUNTER INTEGER {tup_returned} db.namespace
            postgresql.tup_updated               COUNTER INTEGER {tup_updated} db.namespace
            postgresql.vector.insert.duration    COUNTER DOUBLE s db.namespace
            postgresql.vector.insert.rows        COUNTER INTEGER {vectors} db.namespace
            postgresql.vector.search.calls       COUNTER INTEGER {search} db.namespace postgresql.distance.function.name
            postgresql.vector.search.duration    COUNTER DOUBLE s db.namespace postgresql.distance.function.name
            postgresql.vector.search.rows_returned COUNTER INTEGER {rows} db.namespace postgresql.distance.function.name
            postgresql.wal.age                   GAUGE INTEGER s
            postgresql.wal.delay                 GAUGE DOUBLE s operation replication_client
            postgresql.wal.lag                   GAUGE INTEGER s operation replication_client
            """;

    /// What ours are instead, and why; without a line the metric is left out.
    private static final Map<String, Map.Entry<String, String>> EXCUSED = Map.of(
            "postgresql.replication.data_delay",
            Map.entry(
                    "GAUGE INTEGER By postgresql.application_name replication_client",
                    "one address may have several standbys, which only the application's name tells apart"),
            "postgresql.wal.delay",
            Map.entry(
                    "GAUGE DOUBLE s operation postgresql.application_name replication_client",
                    "one address may have several standbys, which only the application's name tells apart"),
            "postgresql.wal.age",
            Map.entry("GAUGE DOUBLE s", "a whole second is coarse; the receiver's backend sees the same number"),
            "postgresql.wal.lag",
            Map.entry("", "the receiver itself replaces it by postgresql.wal.delay, which has fractions of seconds"),
            "postgresql.vector.insert.duration",
            vector(),
            "postgresql.vector.insert.rows",
            vector(),
            "postgresql.vector.search.calls",
            vector(),
            "postgresql.vector.search.duration",
            vector(),
            "postgresql.vector.search.rows_returned",
            vector());

    private static Map.Entry<String, String> vector() {
        return Map.entry("", "guessed from the text of statements with pgvector, which PostgreSQL does not come with");
    }

    private static Map<String, String> receiver() {
        var metrics = new LinkedHashMap<String, String>();
        RECEIVER.lines().map(line -> line.split(" +", 2)).forEach(words -> metrics.put(words[0], words[1]));
        return metrics;
    }

    /// Ours in the same notation, keys of attributes sorted. Entries that share a metric are taken together.
    private static Map<String, String> ours() {
        var keys = new TreeMap<String, TreeSet<String>>();
        var rest = new TreeMap<String, String>();
        for (var entry : Catalog.builtIn().entries()) {
            for (var definition : entry.metrics()) {
                var metric = definition.metric();
                rest.put(metric.name(), notation(metric.type(), metric.number(), metric.unit()));
                var all = keys.computeIfAbsent(metric.name(), _ -> new TreeSet<>());
                all.addAll(definition.grain().attributes().keySet());
                if (definition instanceof MetricDefinition.Values values) {
                    values.values().stream()
                            .flatMap(value -> keys(value.attributes()))
                            .forEach(all::add);
                }
            }
        }
        rest.replaceAll(
                (name, start) -> Stream.concat(Stream.of(start), keys.getOrDefault(name, new TreeSet<>()).stream())
                        .collect(joining(" ")));
        return rest;
    }

    private static String notation(MetricType type, NumberKind number, String unit) {
        return "%s %s %s".formatted(type, number, unit);
    }

    private static Stream<String> keys(Attributes attributes) {
        return Stream.iterate(0, i -> i + 1).limit(attributes.size()).map(attributes::key);
    }

    @Test
    void everyMetricOfTheReceiverIsHereAsItIsThereOrExcused() {
        var ours = ours();
        var expected = receiver();
        EXCUSED.forEach((name, excuse) -> expected.replace(name, excuse.getKey()));

        var found = new LinkedHashMap<String, String>();
        expected.keySet().forEach(name -> found.put(name, ours.getOrDefault(name, "")));

        assertThat(found).containsExactlyEntriesOf(expected);
    }

    @Test
    void everyExcuseIsForAMetricThatDiffers() {
        var receiver = receiver();
        assertThat(receiver.keySet()).containsAll(EXCUSED.keySet());
        EXCUSED.forEach((name, excuse) -> {
            assertThat(excuse.getKey()).as(name).isNotEqualTo(receiver.get(name));
            assertThat(excuse.getValue()).as("reason of %s", name).isNotBlank();
        });
    }

    @Test
    void sourcesAndTypesHaveTheReceiversValues() {
        assertThat(values("postgresql.blocks_read", "source"))
                .containsExactlyInAnyOrder(
                        "heap_read",
                        "heap_hit",
                        "idx_read",
                        "idx_hit",
                        "toast_read",
                        "toast_hit",
                        "tidx_read",
                        "tidx_hit");
        assertThat(values("postgresql.bgwriter.buffers.writes", "source"))
                .containsExactlyInAnyOrder("backend", "backend_fsync", "checkpoints", "bgwriter");
        assertThat(values("postgresql.bgwriter.checkpoint.count", "type"))
                .containsExactlyInAnyOrder("requested", "scheduled");
        assertThat(values("postgresql.bgwriter.duration", "type")).containsExactlyInAnyOrder("sync", "write");
        assertThat(values("postgresql.operations", "operation")).contains("ins", "upd", "del", "hot_upd");
        assertThat(values("postgresql.rows", "state")).containsExactlyInAnyOrder("dead", "live");
        assertThat(values("postgresql.wal.delay", "operation")).containsExactlyInAnyOrder("flush", "replay", "write");
        assertThat(values("postgresql.query.conflicts", "postgresql.conflict.type"))
                .contains("tablespace", "lock", "snapshot", "bufferpin", "deadlock");
    }

    /// The fixed values of an attribute of a metric.
    private static Set<String> values(String name, String attribute) {
        var found = new TreeSet<String>();
        Catalog.builtIn().entries().stream()
                .flatMap(entry -> entry.metrics().stream())
                .filter(definition -> definition.metric().name().equals(name))
                .filter(MetricDefinition.Values.class::isInstance)
                .flatMap(definition -> ((MetricDefinition.Values) definition).values().stream())
                .forEach(value -> {
                    var word = value.attributes().get(attribute);
                    if (word != null) {
                        found.add(word);
                    }
                });
        return found;
    }
}
