package dev.howdah.app.config;

import dev.howdah.catalog.CatalogFolders;
import dev.howdah.catalog.Preset;
import dev.howdah.catalog.Switches;
import dev.howdah.catalog.relations.RelationLimits;
import dev.howdah.collector.discovery.TargetSource;
import dev.howdah.collector.target.EventSettings;
import dev.howdah.collector.target.RoleNames;
import dev.howdah.collector.target.Target;
import dev.howdah.pipeline.http.ListenAddress;
import dev.howdah.pipeline.otlp.OtlpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The whole configuration, checked.
///
/// @param catalog what targets are asked
/// @param discovery where more targets are found
/// @param prometheus where the Prometheus endpoint listens; empty when other exporters are configured and it is not
/// @param telemetry where Howdah's own metrics and health are
public record Configuration(
        CatalogFolders.Loaded catalog,
        List<Target> targets,
        List<TargetSource> discovery,
        int maxConcurrentScrapes,
        Optional<PrometheusSettings> prometheus,
        List<OtlpSettings> otlp,
        ListenAddress telemetry) {
    public Configuration {
        targets = List.copyOf(targets);
        discovery = List.copyOf(discovery);
        otlp = List.copyOf(otlp);
    }

    /// The Prometheus endpoint.
    ///
    /// @param timestamps whether points carry their slot's time; off, so that Prometheus' staleness works
    /// @param naming under which names series are shown
    public record PrometheusSettings(ListenAddress listen, boolean timestamps, NamingChoice naming) {
        static final String DEFAULT_LISTEN = "127.0.0.1:9187";
    }

    /// Under which names series are shown in Prometheus.
    public enum NamingChoice {
        /// OpenTelemetry's names, translated by its rules.
        OPENTELEMETRY,
        /// Those of postgres_exporter where it has one.
        POSTGRES_EXPORTER,
        /// Both.
        BOTH
    }

    /// What targets have in common unless they say otherwise.
    record CollectionSettings(
            Duration interval,
            Duration timeout,
            Preset preset,
            RelationLimits relations,
            EventSettings events,
            Switches switches,
            RoleNames roleNames) {
        static final CollectionSettings DEFAULTS = new CollectionSettings(
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Preset.STANDARD,
                RelationLimits.DEFAULTS,
                EventSettings.NONE,
                Switches.NONE,
                RoleNames.SHOW);
    }

    /// Whether everything but the targets is as in another configuration; only targets can change while it
    /// runs.
    public boolean sameExceptTargets(Configuration other) {
        return maxConcurrentScrapes == other.maxConcurrentScrapes
                && prometheus.equals(other.prometheus)
                && otlp.equals(other.otlp)
                && telemetry.equals(other.telemetry);
    }
}
