package dev.howdah.pipeline.prometheus;

import dev.howdah.model.Metric;
import dev.howdah.model.NumberKind;
import dev.howdah.model.PointBatch;
import dev.howdah.model.telemetry.Telemetry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Writes snapshots in the Prometheus text formats: families in order of their names, in a family the
/// targets in order of theirs, and `target_info` with what was detected about each target. Where two
/// metrics come to one name, the first gives type and help; samples that contradict its type, and
/// samples that repeat a line, are left out and counted in `howdah_prometheus_conflicting_points`. Safe
/// for use by many threads.
///
/// What a series looks like is encoded once and kept until [#forgetAllBut], which the owner calls from
/// time to time.
public final class PrometheusText {
    private static final PrometheusMetric INFO = new PrometheusMetric(
            PrometheusNames.TARGET_INFO,
            PrometheusNames.TARGET_INFO,
            PrometheusType.GAUGE,
            PrometheusUnit.of("", false),
            "What is known about the target.");

    private static final byte[] NEWLINE = {'\n'};

    private volatile LineStarts lines;
    private final boolean timestamps;
    private final Telemetry.Counter conflicts;

    /// Makes a writer that shows every series under our name.
    public PrometheusText(Telemetry telemetry, boolean timestamps) {
        this(telemetry, timestamps, Naming.OWN);
    }

    /// Makes a writer that has not seen any series yet.
    ///
    /// @param timestamps whether samples carry the slot's time; without, Prometheus takes the time of
    ///     its scrape
    /// @param naming under which names series are shown
    public PrometheusText(Telemetry telemetry, boolean timestamps, Naming naming) {
        this.lines = new LineStarts(naming);
        this.timestamps = timestamps;
        this.conflicts = telemetry.counter(
                "howdah_prometheus_conflicting_points",
                "Points left out of the Prometheus endpoint because their name means something else already.");
    }

    /// Shows series under other names from the next writing on.
    public void show(Naming naming) {
        if (!lines.naming().equals(naming)) {
            lines = new LineStarts(naming);
        }
    }

    /// Writes the whole snapshot, and flushes but does not close the stream.
    public void write(Snapshot snapshot, TextFormat format, OutputStream out) throws IOException {
        new Writing(snapshot, format, out).write();
    }

    /// Drops what is kept about series that are not current any more.
    ///
    /// @param current everything that is, of all targets
    public void forgetAllBut(Snapshot current) {
        lines.retain(current);
    }

    /// How many series are kept encoded.
    int kept() {
        return lines.size();
    }

    /// Where the points of a metric go.
    private sealed interface Place {
        /// All under one name.
        record One(Family family) implements Place {}

        /// Each under the names of its series.
        record ByLine() implements Place {}

        /// Nowhere: the name means something else.
        record None() implements Place {}
    }

    private final class Writing {
        // one writing uses one naming to its end
        private final LineStarts lines = PrometheusText.this.lines;
        private final Snapshot snapshot;
        private final TextFormat format;
        private final OutputStream out;
        private final TextBuffer text;
        private final List<PointBatch> batches = new ArrayList<>();
        private final SortedMap<String, Family> families = new TreeMap<>();
        private final IdentityHashMap<Metric, Place> places = new IdentityHashMap<>();
        private final IdentityHashMap<PrometheusMetric, Optional<Family>> familyOf = new IdentityHashMap<>();

        Writing(Snapshot snapshot, TextFormat format, OutputStream out) {
            this.snapshot = snapshot;
            this.format = format;
            this.out = out;
            this.text = new TextBuffer(out);
        }

        void write() throws IOException {
            families.put(PrometheusNames.TARGET_INFO, new Family(INFO));
            for (var target : snapshot.targets()) {
                for (var batch : target.batches()) {
                    sort(batch);
                }
            }
            for (var family : families.values()) {
                if (family.metric.equals(INFO)) {
                    writeInfo();
                } else {
                    writeFamily(family);
                }
            }
            if (format == TextFormat.OPENMETRICS) {
                text.ascii("# EOF\n");
            }
            text.flush();
            out.flush();
        }

        private void sort(PointBatch batch) {
            int index = batches.size();
            batches.add(batch);
            for (int i = 0; i < batch.size(); i++) {
                var metric = batch.series(i).metric();
                // a row's points are of a different metric each, so the names are compared once for each metric only
                var place = places.get(metric);
                if (place == null) {
                    place = place(metric);
                    places.put(metric, place);
                }
                switch (place) {
                    case Place.One(var family) -> family.add(index, i, 0);
                    case Place.ByLine _ -> sortLines(batch, index, i);
                    case Place.None _ -> conflicts.add(1);
                }
            }
        }

        private Place place(Metric metric) {
            if (lines.naming().mayHaveAliases(metric)) {
                return new Place.ByLine();
            }
            return family(lines.metric(metric)).<Place>map(Place.One::new).orElseGet(Place.None::new);
        }

        /// Puts a point under each of the names that its series has.
        private void sortLines(PointBatch batch, int index, int point) {
            int number = 0;
            for (var line = lines.of(batch.series(point)); line != null; line = line.next()) {
                var family = familyOf.computeIfAbsent(line.metric(), this::family);
                if (family.isPresent()) {
                    family.get().add(index, point, number);
                } else {
                    conflicts.add(1);
                }
                number++;
            }
        }

        private Optional<Family> family(PrometheusMetric metric) {
            var family = families.computeIfAbsent(metric.headerName(format), _ -> new Family(metric));
            boolean reserved = family.metric.equals(INFO);
            return !reserved && family.metric.agreesWith(metric) ? Optional.of(family) : Optional.empty();
        }

        private void writeFamily(Family family) throws IOException {
            writeHeader(family.metric);
            Set<LineStart> written = new HashSet<>();
            // All lines are known before the first is written: a line is marked as shared when its second series comes.
            for (int i = 0; i < family.size(); i++) {
                var _ = lines.of(batches.get(family.batch(i)).series(family.point(i)));
            }
            for (int i = 0; i < family.size(); i++) {
                var batch = batches.get(family.batch(i));
                int point = family.point(i);
                var line = lines.of(batch.series(point)).after(family.line(i));
                var start = line.start();
                if (start.shared && !written.add(start)) {
                    conflicts.add(1);
                    continue;
                }
                text.raw(start.text);
                writeValue(batch, point, line.metric().unit());
                writeTime(batch);
                text.raw(NEWLINE);
            }
        }

        private void writeValue(PointBatch batch, int point, PrometheusUnit unit) throws IOException {
            if (batch.series(point).metric().number() == NumberKind.INTEGER && unit.isIdentity()) {
                text.number(batch.bits(point));
            } else {
                text.number(unit.toBase(batch.value(point)));
            }
        }

        private void writeTime(PointBatch batch) throws IOException {
            if (!timestamps) {
                return;
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(batch.timeNanos());
            text.ascii(" ");
            switch (format) {
                case PROMETHEUS -> text.number(millis);
                case OPENMETRICS -> text.number(millis / 1e3);
            }
        }

        private void writeHeader(PrometheusMetric metric) throws IOException {
            String name = metric.headerName(format);
            text.ascii("# HELP " + name + " " + TextEscapes.help(metric.help(), format) + "\n");
            text.ascii("# TYPE " + name + " " + metric.type().word(format) + "\n");
            boolean unit = !metric.unit().word().isEmpty();
            if (unit && format == TextFormat.OPENMETRICS) {
                text.ascii("# UNIT " + name + " " + metric.unit().word() + "\n");
            }
        }

        private void writeInfo() throws IOException {
            if (snapshot.isEmpty()) {
                return;
            }
            writeHeader(INFO);
            for (var target : snapshot.targets()) {
                var resource = target.resource();
                var labels = PrometheusNames.labels(resource, resource.attributes());
                text.raw(TextEscapes.lineStart(PrometheusNames.TARGET_INFO, labels))
                        .ascii("1\n");
            }
        }
    }
}
