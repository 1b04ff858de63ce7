package dev.howdah.collector.target;

import java.util.List;

/// What a target is, and so what it is asked, and where.
public sealed interface TargetKind {
    /// The words of the configuration.
    List<String> LABELS = List.of("postgresql", "pgbouncer", "patroni");

    /// A PostgreSQL server, asked by the catalog's SQL.
    record PostgreSql(PostgresUrl url) implements TargetKind {
        @Override
        public String label() {
            return LABELS.get(0);
        }

        @Override
        public String host() {
            return url.host();
        }

        @Override
        public int port() {
            return url.port();
        }
    }

    /// A pgBouncer, asked over its admin console.
    ///
    /// @param url with the console's database, `pgbouncer`
    record PgBouncer(PostgresUrl url) implements TargetKind {
        @Override
        public String label() {
            return LABELS.get(1);
        }

        @Override
        public String host() {
            return url.host();
        }

        @Override
        public int port() {
            return url.port();
        }
    }

    /// A Patroni, asked over its REST API.
    record Patroni(PatroniUrl url) implements TargetKind {
        @Override
        public String label() {
            return LABELS.get(2);
        }

        @Override
        public String host() {
            return url.host();
        }

        @Override
        public int port() {
            return url.port();
        }
    }

    /// As it is written in the configuration.
    String label();

    /// Name or address, IPv6 without brackets.
    String host();

    int port();

    /// `host:port`, with brackets around IPv6.
    default String address() {
        return (host().contains(":") ? "[" + host() + "]" : host()) + ":" + port();
    }
}
