package dev.howdah.app.wiring;

import dev.howdah.app.config.Configuration;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.CatalogEntry;
import dev.howdah.catalog.CatalogFolders;
import dev.howdah.collector.Collector;
import dev.howdah.collector.discovery.Discovery;
import dev.howdah.collector.events.EventCollector;
import dev.howdah.collector.target.Target;
import dev.howdah.model.Scrape;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.FanOut;
import dev.howdah.pipeline.http.ListenAddress;
import dev.howdah.pipeline.http.PrometheusEndpoint;
import dev.howdah.pipeline.http.TelemetryEndpoint;
import dev.howdah.pipeline.otlp.OtlpExporter;
import dev.howdah.pipeline.prometheus.LatestSlots;
import dev.howdah.pipeline.prometheus.PrometheusText;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The collector as a service: all rooms, put together by hand in the order in which data passes them.
/// Nothing listens or connects before [#start()].
public final class Howdah implements AutoCloseable {
    private final Configuration configuration;
    private final Telemetry telemetry = new Telemetry();
    private final LatestSlots latestSlots;
    private final List<OtlpExporter> otlpExporters;
    private final Collector collector;
    private volatile Catalog catalog;
    private final Discovery discovery;
    private final EventCollector events;
    private final Optional<PrometheusText> text;
    private final Optional<PrometheusEndpoint> prometheus;
    private final TelemetryEndpoint telemetryEndpoint;

    public Howdah(Configuration configuration, InstantSource clock) {
        this.configuration = configuration;
        this.catalog = configuration.catalog().catalog();
        this.latestSlots = new LatestSlots(clock);
        this.otlpExporters = configuration.otlp().stream()
                .map(settings -> OtlpExporter.of(settings, Version.current(), telemetry))
                .toList();
        this.collector = new Collector(
                configuration.maxConcurrentScrapes(), FanOut.ofScrapes(telemetry, consumers()), clock, telemetry);
        this.events = new EventCollector(FanOut.ofLogs(telemetry, logConsumers()), clock, telemetry);
        this.discovery = new Discovery(this::applyFound, telemetry);
        this.text = configuration
                .prometheus()
                .map(settings -> new PrometheusText(
                        telemetry, settings.timestamps(), NamesShown.of(settings.naming(), catalog)));
        this.prometheus = configuration
                .prometheus()
                .map(settings -> new PrometheusEndpoint(settings.listen(), latestSlots, text.orElseThrow()));
        this.telemetryEndpoint = new TelemetryEndpoint(configuration.telemetry(), telemetry, this::firstSlotsDone);
        ProcessTelemetry.register(telemetry);
    }

    private Map<String, Consumer<Scrape>> consumers() {
        var consumers = new LinkedHashMap<String, Consumer<Scrape>>();
        consumers.put("prometheus", latestSlots);
        for (int i = 0; i < otlpExporters.size(); i++) {
            consumers.put(configuration.otlp().get(i).name(), otlpExporters.get(i));
        }
        return consumers;
    }

    private Map<String, Consumer<LogBatch>> logConsumers() {
        var consumers = new LinkedHashMap<String, Consumer<LogBatch>>();
        for (int i = 0; i < otlpExporters.size(); i++) {
            consumers.put(
                    configuration.otlp().get(i).name(), otlpExporters.get(i).logs());
        }
        return consumers;
    }

    /// Begins to collect, and to listen. The collector is first: what it waits for takes longest.
    ///
    /// @throws dev.howdah.pipeline.http.ListenException when an address cannot be had; nothing runs then
    public void start() {
        try {
            otlpExporters.forEach(OtlpExporter::start);
            apply(configuration);
            telemetryEndpoint.start();
            prometheus.ifPresent(PrometheusEndpoint::start);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Changes the targets to those that a configuration names and finds, and what they are asked;
    /// those that stay the same are not touched.
    public void apply(Configuration changed) {
        telemetryOfCatalog(changed.catalog());
        catalog = changed.catalog().catalog();
        // the exporters stay as they were at the start, but the user's metrics may take other names now
        configuration
                .prometheus()
                .ifPresent(settings -> text.orElseThrow().show(NamesShown.of(settings.naming(), catalog)));
        discovery.apply(changed.targets(), changed.discovery());
    }

    private void telemetryOfCatalog(CatalogFolders.Loaded catalog) {
        telemetry.gauge(
                "howdah_catalog_broken_files",
                "Catalog files of the user that are broken: what they said when they were last good is in force.",
                catalog::brokenFiles);
        long own = catalog.catalog().entries().stream()
                .filter(CatalogEntry::userDefined)
                .count();
        telemetry.gauge("howdah_catalog_user_entries", "Catalog entries that are the user's own.", () -> own);
    }

    private void applyFound(List<Target> targets) {
        collector.apply(catalog, targets);
        events.apply(targets);
    }

    /// Changes the targets; those that stay the same are not touched.
    public void apply(List<Target> targets) {
        discovery.apply(targets, List.of());
    }

    /// Whether every source of targets and every target was tried once.
    public boolean firstSlotsDone() {
        return discovery.firstLooksDone() && collector.firstSlotsDone();
    }

    public LatestSlots latestSlots() {
        return latestSlots;
    }

    /// Where Prometheus finds the metrics of PostgreSQL, after [#start()].
    public Optional<String> prometheusUrl() {
        return prometheus.map(
                endpoint -> url(configuration.prometheus().orElseThrow().listen(), endpoint.port()));
    }

    /// Where Howdah's own metrics are, after [#start()].
    public String telemetryUrl() {
        return url(configuration.telemetry(), telemetryEndpoint.port());
    }

    private static String url(ListenAddress listen, int port) {
        String host = listen.host().isEmpty() ? "localhost" : listen.host();
        return "http://%s/metrics".formatted(new ListenAddress(host, port));
    }

    /// Ends in the order of the data's way, so that what was collected is still delivered.
    @Override
    public void close() {
        discovery.close();
        collector.close();
        events.close();
        otlpExporters.forEach(OtlpExporter::close);
        prometheus.ifPresent(PrometheusEndpoint::close);
        telemetryEndpoint.close();
    }
}
