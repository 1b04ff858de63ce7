package dev.howdah.it.service;

import dev.howdah.it.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A real DNS server, Debian's dnsmasq, with the SRV records of one name.
final class DnsServer implements AutoCloseable {
    static final String NAME = "_postgresql._tcp.db.test";

    private final Path folder;
    private final int port;
    private DebianServer server;

    private DnsServer(Path folder, int port, DebianServer server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    static DnsServer start(int... ports) throws Exception {
        var folder = DebianServer.folder();
        int port = DebianServer.freePort();
        var dns = new DnsServer(folder, port, run(folder, port, ports));
        dns.awaitReady();
        return dns;
    }

    /// @param ports one record each, for 127.0.0.1
    private static DebianServer run(Path folder, int port, int... ports) throws Exception {
        var records = new StringBuilder();
        for (int each : ports) {
            records.append("srv-host=%s,127.0.0.1,%d%n".formatted(NAME, each));
        }
        Files.writeString(
                folder.resolve("dnsmasq.conf"),
                "no-resolv%nno-hosts%nbind-interfaces%nlisten-address=127.0.0.1%nport=%d%nuser=%npid-file=%nlog-facility=-%nlocal=/test/%n%s"
                        .formatted(port, records));
        var tree = DebianPackages.tree(
                "dnsmasq",
                "dnsmasq-base",
                "libdbus-1-3",
                "libidn2-0",
                "libgmp10",
                "libhogweed6",
                "libnettle8",
                "libnetfilter-conntrack3",
                "libnfnetlink0",
                "libnftables1",
                "libnftnl11",
                "libmnl0",
                "libjansson4",
                "libxtables12",
                "libunistring2");
        return DebianServer.start(
                tree, folder, Map.of(), "usr/sbin/dnsmasq", "-k", "--conf-file=" + folder.resolve("dnsmasq.conf"));
    }

    private void awaitReady() throws Exception {
        server.await("dnsmasq", () -> server.said().contains("started"));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /// Replaces the records.
    void records(int... ports) throws Exception {
        stop();
        server = run(folder, port, ports);
        awaitReady();
    }

    void stop() {
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        DebianServer.delete(folder);
    }
}
