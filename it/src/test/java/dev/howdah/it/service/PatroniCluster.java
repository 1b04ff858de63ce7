package dev.howdah.it.service;

import dev.howdah.it.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A real Patroni cluster: Debian's Patroni, etcd and PostgreSQL 15, unpacked.
final class PatroniCluster implements AutoCloseable {
    private final Path tree;
    private final Path folder;
    private final int etcdPort;
    private final DebianServer etcd;
    private final List<Member> members = new ArrayList<>();

    private PatroniCluster(Path tree, Path folder, int etcdPort, DebianServer etcd) {
        this.tree = tree;
        this.folder = folder;
        this.etcdPort = etcdPort;
        this.etcd = etcd;
    }

    /// A member of the cluster.
    record Member(String name, int port, int apiPort, Path data, DebianServer patroni) {
        String api() {
            return "http://127.0.0.1:" + apiPort;
        }
    }

    /// Starts etcd, without members yet.
    static PatroniCluster start() throws Exception {
        var tree = DebianPackages.tree(
                "patroni",
                "patroni",
                "etcd-server",
                "postgresql-15",
                "postgresql-client-15",
                "python3-etcd",
                "python3-dnspython",
                "python3-psycopg2",
                "python3-dateutil",
                "python3-prettytable",
                "python3-wcwidth",
                "python3-psutil",
                "python3-cdiff",
                "python3-click",
                "python3-six",
                "python3-urllib3",
                "python3-yaml",
                "python3-pkg-resources",
                "python3.11-minimal",
                "libpython3.11-minimal",
                "libpython3.11-stdlib",
                "libpq5",
                "libicu72",
                "libxml2",
                "libldap-2.5-0",
                "libsasl2-2",
                "libgssapi-krb5-2",
                "libkrb5-3",
                "libk5crypto3",
                "libkrb5support0",
                "libkeyutils1",
                "libcom-err2",
                "libexpat1",
                "libssl3",
                "libyaml-0-2");
        var folder = DebianServer.folder();
        int port = DebianServer.freePort();
        int peerPort = DebianServer.freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + peerPort;
        var etcd = DebianServer.start(
                tree,
                folder,
                Map.of(),
                "usr/bin/etcd",
                "--name=n1",
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=n1=" + peer);
        etcd.await("etcd", () -> Service.text(client + "/health").contains("true"));
        return new PatroniCluster(tree, folder, port, etcd);
    }

    /// Starts a member and waits until it runs: the first is the primary, others follow it.
    Member add(String name) throws Exception {
        int port = DebianServer.freePort();
        int apiPort = DebianServer.freePort();
        var data = folder.resolve(name);
        var file = Files.writeString(folder.resolve(name + ".yml"), """
                scope: birds
                name: %1$s
                restapi: { listen: "127.0.0.1:%3$d", connect_address: "127.0.0.1:%3$d" }
                etcd3: { host: "127.0.0.1:%4$d" }
                bootstrap:
                  dcs: { ttl: 20, loop_wait: 1, retry_timeout: 3, postgresql: { parameters: { fsync: "off", max_connections: 20 } } }
                  initdb: [ { encoding: UTF8 }, { auth: trust }, "no-sync" ]
                  pg_hba: [ "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust" ]
                postgresql:
                  listen: "127.0.0.1:%2$d"
                  connect_address: "127.0.0.1:%2$d"
                  data_dir: %5$s
                  bin_dir: %6$s
                  pgpass: %5$s.pgpass
                  authentication: { superuser: { username: postgres, password: x }, replication: { username: rep, password: x } }
                  parameters: { unix_socket_directories: "" }
                """.formatted(
                        name, port, apiPort, etcdPort, data, tree.resolve("usr/lib/postgresql/15/bin")));
        var patroni = DebianServer.start(
                tree,
                folder,
                Map.of(
                        "PYTHONHOME", tree.resolve("usr").toString(),
                        "PYTHONPATH",
                                tree.resolve("usr/lib/python3/dist-packages").toString()),
                "usr/bin/python3.11",
                "-S",
                tree.resolve("usr/bin/patroni").toString(),
                file.toString());
        var member = new Member(name, port, apiPort, data, patroni);
        members.add(member);
        patroni.await(
                "patroni " + name, () -> Service.text(member.api() + "/patroni").contains("\"state\": \"running\""));
        return member;
    }

    @Override
    public void close() throws IOException {
        for (var member : members.reversed()) {
            member.patroni().close();
            var pid = member.data().resolve("postmaster.pid");
            if (Files.exists(pid)) {
                DebianServer.run(
                        "kill", "-QUIT", Files.readAllLines(pid).getFirst().strip());
            }
        }
        etcd.close();
        DebianServer.delete(folder);
    }
}
