package dev.howdah.app.command;

import dev.howdah.app.config.Configuration.NamingChoice;
import dev.howdah.app.wiring.NamesShown;
import dev.howdah.app.wiring.Version;
import dev.howdah.catalog.Catalog;
import dev.howdah.catalog.Choice;
import dev.howdah.catalog.Preset;
import dev.howdah.collector.Scrapers;
import dev.howdah.collector.scrape.Scraper;
import dev.howdah.collector.session.ConnectException;
import dev.howdah.collector.target.DatabaseFilter;
import dev.howdah.collector.target.PatroniUrl;
import dev.howdah.collector.target.PostgresUrl;
import dev.howdah.collector.target.Target;
import dev.howdah.collector.target.TargetKind;
import dev.howdah.model.Attributes;
import dev.howdah.model.Scrape;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.otlp.OtlpJson;
import dev.howdah.pipeline.otlp.OtlpRequests;
import dev.howdah.pipeline.prometheus.PrometheusText;
import dev.howdah.pipeline.prometheus.Snapshot;
import dev.howdah.pipeline.prometheus.TextFormat;
import dev.howdah.security.SecretReference;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One scrape to standard output.
@Command(
        name = "scrape",
        description = {
            "Asks one server once and prints what it says.",
            "The password comes from the URL, PGPASSWORD or ~/.pgpass. Ends with status 1 when the server cannot be reached."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfThisBuild.class)
public final class ScrapeCommand implements Callable<Integer> {
    /// How the scrape is printed.
    enum Format {
        PROMETHEUS("prometheus"),
        OPENMETRICS("openmetrics"),
        OTLP_JSON("otlp-json");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /// What the server is.
    enum Kind {
        POSTGRESQL,
        PGBOUNCER,
        PATRONI
    }

    @Parameters(
            paramLabel = "URL",
            description = "postgresql://USER@HOST:PORT/DATABASE?sslmode=…, or http://HOST:PORT of a Patroni.")
    private String url = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "POSTGRESQL",
            description = "postgresql, pgbouncer or patroni; default postgresql, and patroni for http:// and https://.")
    private Kind kind = Kind.POSTGRESQL;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "prometheus",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.PROMETHEUS;

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            defaultValue = "STANDARD",
            description = "minimal, standard or exhaustive; default standard.")
    private Preset preset = Preset.STANDARD;

    @Option(
            names = "--naming",
            paramLabel = "NAMING",
            defaultValue = "OPENTELEMETRY",
            description =
                    "opentelemetry, postgres_exporter or both, for the Prometheus formats; default opentelemetry.")
    private NamingChoice naming = NamingChoice.OPENTELEMETRY;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = DurationWord.class,
            description = "Time for the whole scrape; default 30s.")
    private Duration timeout = Duration.ofSeconds(30);

    @Override
    public Integer call() throws Exception {
        var target = target(url, kind, preset, timeout);
        try (var scraper = Scrapers.once(target, Catalog.builtIn())) {
            long now = System.currentTimeMillis() * 1_000_000;
            return switch (scraper.scrape(now, 0)) {
                case Scraper.Result.Up(Scrape scrape) -> {
                    print(scrape);
                    yield 0;
                }
                case Scraper.Result.Down(Scrape _, ConnectException why) ->
                    throw new CommandFailure(Failures.FAILED, String.valueOf(why.getMessage()), why);
            };
        }
    }

    /// A target that stands on the command line, not in a file.
    static Target target(String url, Kind kind, Preset preset, Duration timeout) {
        TargetKind place;
        try {
            place = place(url, kind);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Failures.INVALID, "the URL " + e.getMessage(), e);
        }
        return new Target(
                place.address(),
                place,
                passwordOf(place),
                DatabaseFilter.ALL,
                Attributes.empty(),
                timeout,
                timeout,
                Choice.of(preset),
                Target.DEFAULT_DATABASE_SESSIONS);
    }

    private static TargetKind place(String url, Kind kind) {
        return switch (kind) {
            case PGBOUNCER -> new TargetKind.PgBouncer(PostgresUrl.parse(url));
            case PATRONI -> new TargetKind.Patroni(PatroniUrl.parse(url, null));
            case POSTGRESQL ->
                url.matches("(?i)https?:.*")
                        ? place(url, Kind.PATRONI)
                        : new TargetKind.PostgreSql(PostgresUrl.parse(url));
        };
    }

    private static @Nullable SecretReference passwordOf(TargetKind place) {
        var url = switch (place) {
            case TargetKind.PostgreSql(PostgresUrl itsUrl) -> itsUrl;
            case TargetKind.PgBouncer(PostgresUrl itsUrl) -> itsUrl;
            case TargetKind.Patroni _ -> null;
        };
        boolean wanted = url != null && url.password() == null && System.getenv("PGPASSWORD") != null;
        return wanted ? SecretReference.of("${env:PGPASSWORD}") : null;
    }

    private void print(Scrape scrape) throws IOException {
        OutputStream out = new BufferedOutputStream(System.out);
        switch (format) {
            case PROMETHEUS -> print(scrape, TextFormat.PROMETHEUS, out);
            case OPENMETRICS -> print(scrape, TextFormat.OPENMETRICS, out);
            case OTLP_JSON -> {
                var request = new OtlpRequests(Version.current()).of(scrape);
                if (request.isPresent()) {
                    out.write((OtlpJson.print(request.get()) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        out.flush();
    }

    private void print(Scrape scrape, TextFormat text, OutputStream out) throws IOException {
        new PrometheusText(new Telemetry(), false, NamesShown.of(naming, Catalog.builtIn()))
                .write(Snapshot.of(scrape), text, out);
    }
}
