package dev.howdah.app.config;

import dev.howdah.app.config.Configuration.CollectionSettings;
import dev.howdah.catalog.yaml.YamlMap;
import dev.howdah.collector.discovery.DnsSource;
import dev.howdah.collector.discovery.PatroniSource;
import dev.howdah.collector.discovery.TargetSource;
import dev.howdah.collector.target.PatroniUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads where targets are found.
final class DiscoveryReader {
    private final Path configuration;
    private final TargetReader targets;
    private final Function<String, @Nullable String> environment;

    /// @param configuration the file that is read; paths are relative to it
    DiscoveryReader(Path configuration, TargetReader targets, Function<String, @Nullable String> environment) {
        this.configuration = configuration;
        this.targets = targets;
        this.environment = environment;
    }

    List<TargetSource> read(YamlMap file, CollectionSettings collection) {
        var sources = new ArrayList<TargetSource>();
        for (var map : file.maps("discovery")) {
            try (map) {
                source(map, collection).ifPresent(sources::add);
            }
        }
        return sources;
    }

    private Optional<? extends TargetSource> source(YamlMap map, CollectionSettings collection) {
        var kinds = List.of("file", "dns", "patroni").stream().filter(map::has).toList();
        if (kinds.size() != 1) {
            map.problem("file", "stands for %d of file, dns and patroni, expected one".formatted(kinds.size()));
            map.has("template");
            return Optional.empty();
        }
        return switch (kinds.getFirst()) {
            case "file" -> Optional.of(file(map, collection));
            case "dns" -> dns(map, collection);
            default -> patroni(map, collection);
        };
    }

    private TargetSource file(YamlMap map, CollectionSettings collection) {
        try (var file = map.map("file")) {
            return new FileSource(
                    configuration.resolveSibling(file.string("path")),
                    file.duration("refresh", Duration.ofSeconds(1)),
                    collection,
                    targets,
                    environment);
        }
    }

    private Optional<DnsSource> dns(YamlMap map, CollectionSettings collection) {
        var template = targets.template(map.map("template"), collection, "{host}:{port}", DnsSource.PLACES);
        try (var dns = map.map("dns")) {
            String name = dns.string("name");
            if (name.isEmpty() && dns.has("name")) {
                dns.problem("name", "is empty, expected the name of SRV records such as _postgresql._tcp.db.example");
            }
            String server = dns.string("server", "");
            if (!server.matches("([^/:\\s]+|\\[[0-9a-fA-F:]+])?(:\\d{1,5})?")) {
                dns.problem("server", "is '%s', expected HOST or HOST:PORT of a DNS server".formatted(server));
            }
            var refresh = dns.duration("refresh", Duration.ofSeconds(30));
            return template.map(filled -> new DnsSource(name, server, refresh, filled));
        }
    }

    private Optional<PatroniSource> patroni(YamlMap map, CollectionSettings collection) {
        var template = targets.template(map.map("template"), collection, "{member}", PatroniSource.PLACES);
        try (var patroni = map.map("patroni")) {
            var urls = urls(patroni);
            var refresh = patroni.duration("refresh", Duration.ofSeconds(10));
            return template.map(filled -> new PatroniSource(urls, refresh, filled));
        }
    }

    private static List<PatroniUrl> urls(YamlMap patroni) {
        var caFile = TargetReader.caFile(patroni);
        var urls = new ArrayList<PatroniUrl>();
        try {
            for (String url : patroni.stringList("urls")) {
                urls.add(PatroniUrl.parse(url, caFile));
            }
        } catch (IllegalArgumentException e) {
            patroni.problem("urls", String.valueOf(e.getMessage()));
            return urls;
        }
        if (urls.isEmpty()) {
            patroni.problem("urls", "is missing or empty, expected the REST API of at least one member");
        }
        return urls;
    }
}
