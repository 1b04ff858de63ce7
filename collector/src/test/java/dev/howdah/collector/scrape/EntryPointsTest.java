package dev.howdah.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.model.Attributes;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.SeriesRegistry;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryPointsTest {
    private static final String SESSIONS = """
            subject: sessions
            description: Sessions.
            entries:
              - name: sessions
                description: Sessions.
                preset: minimal
                sql: >-
                  SELECT a AS database, b AS sessions{% if standard %}, c AS kind, d AS processes{% endif %},
                  e AS total, f AS since FROM s
                attributes: { db.namespace: database }
                metrics:
                  - { name: a.sessions, type: gauge, unit: "{session}", description: S., value: sessions }
                  - name: a.processes
                    type: gauge
                    unit: "{process}"
                    description: P.
                    preset: standard
                    attributes: { kind: kind }
                    value: processes
                  - name: a.total
                    type: counter
                    unit: "{session}"
                    description: T.
                    attributes: {}
                    start_time: since
                    value: total
            """;
    private static final List<String> COLUMNS = List.of("database", "sessions", "kind", "processes", "total", "since");
    private static final OffsetDateTime SINCE = OffsetDateTime.parse("1970-01-01T00:00:03Z");

    private final SeriesRegistry registry = new SeriesRegistry();
    private final EntryPoints points = new EntryPoints(
            entry(),
            new Resource("orders", Attributes.empty(), Attributes.empty()),
            registry,
            Accumulator.FirstLook.ALL,
            RoleNames.SHOW);

    private static CatalogEntry entry() {
        try {
            return Catalog.of(Map.of("a.yaml", SESSIONS)).entry("sessions").orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> read(@Nullable Object[]... rows) throws SQLException {
        return read(new int[1], COLUMNS, rows);
    }

    private List<String> read(int[] duplicates, List<String> columns, @Nullable Object[]... rows) throws SQLException {
        var batch = PointBatch.builder("sessions", 0, 0);
        points.begin();
        duplicates[0] = points.read(answer(columns, rows), 1000, 0, 1, batch).duplicates();
        points.end();
        var built = batch.build();
        var result = new ArrayList<String>();
        for (int i = 0; i < built.size(); i++) {
            result.add(built.series(i).metric().name() + built.series(i).attributes() + "=" + built.bits(i) + " since "
                    + built.startNanos(i));
        }
        return result;
    }

    @Test
    void aRowBelongsToTheMetricsOfWhichItHasAValue() throws Exception {
        assertThat(read(
                        new Object[] {"orders", 5L, null, null, null, null},
                        new Object[] {null, null, "walsender", 7L, null, null},
                        new Object[] {null, null, null, null, 11L, SINCE}))
                .containsExactly(
                        "a.sessions{db.namespace=orders}=5 since 0",
                        "a.processes{kind=walsender}=7 since 0",
                        "a.total{}=11 since 3000000000");
    }

    @Test
    void oneRowMayHaveValuesOfSeveralKinds() throws Exception {
        assertThat(read(new Object[][] {{"orders", 5L, "walsender", 7L, 11L, null}}))
                .containsExactly(
                        "a.sessions{db.namespace=orders}=5 since 0",
                        "a.processes{kind=walsender}=7 since 0",
                        "a.total{}=11 since 1");
    }

    @Test
    void rowsAreDuplicatesOnlyOfRowsOfTheSameKind() throws Exception {
        var duplicates = new int[1];
        assertThat(read(
                        duplicates,
                        COLUMNS,
                        new Object[] {"", 5L, null, null, null, null},
                        new Object[] {null, null, "", 7L, null, null},
                        new Object[] {null, null, null, 13L, null, null},
                        new Object[] {"", 17L, null, null, null, null}))
                .containsExactly("a.sessions{db.namespace=}=5 since 0", "a.processes{kind=}=7 since 0");
        assertThat(duplicates[0]).isEqualTo(2);
    }

    @Test
    void aMetricWhoseColumnsAreNotSelectedDoesNotExist() throws Exception {
        var columns = List.of("database", "sessions", "total", "since");
        assertThat(read(new int[1], columns, new Object[] {"orders", 5L, null, null}, new Object[] {
                    null, null, 11L, SINCE
                }))
                .containsExactly("a.sessions{db.namespace=orders}=5 since 0", "a.total{}=11 since 3000000000");
    }

    /// An answer whose columns are longs, texts and times.
    private static ResultSet answer(List<String> columns, @Nullable Object[]... rows) {
        var metadata = proxy(
                ResultSetMetaData.class,
                (method, column) -> method.equals("getColumnCount")
                        ? columns.size()
                        : columns.get(Objects.requireNonNull(column) - 1));
        var cursor = new int[] {-1};
        var last = new @Nullable Object[1];
        return proxy(ResultSet.class, (method, column) -> {
            if (column != null) {
                last[0] = rows[cursor[0]][column - 1];
            }
            return switch (method) {
                case "getMetaData" -> metadata;
                case "next" -> ++cursor[0] < rows.length;
                case "wasNull" -> last[0] == null;
                case "getLong" -> last[0] == null ? 0L : last[0];
                case "getString", "getObject" -> last[0];
                default -> throw new UnsupportedOperationException(method);
            };
        });
    }

    private interface Reply {
        @Nullable
        Object to(String method, @Nullable Integer column);
    }

    private static <T> T proxy(Class<T> type, Reply reply) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) ->
                        reply.to(method.getName(), arguments == null ? null : (Integer) arguments[0])));
    }
}
