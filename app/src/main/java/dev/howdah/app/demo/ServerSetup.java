package dev.howdah.app.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server shall be like; [#start] makes one. Without a word about it: everybody on this machine is trusted, and
/// nothing is forced to disk.
public final class ServerSetup {
    final PostgresBinaries binaries;
    final Map<String, String> settings = new LinkedHashMap<>();
    final List<String> initdb = new ArrayList<>();
    final List<String> hba = new ArrayList<>();

    @Nullable
    String password;

    ServerSetup(PostgresBinaries binaries) {
        this.binaries = binaries;
    }

    /// Sets a parameter of `postgresql.conf`; the later call wins.
    public ServerSetup setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /// Adds arguments of `initdb`.
    public ServerSetup initdb(String... arguments) {
        initdb.addAll(List.of(arguments));
        return this;
    }

    /// Adds a line to `pg_hba.conf`, before the usual ones and after those of earlier calls.
    public ServerSetup hba(String line) {
        hba.add(line);
        return this;
    }

    /// Asks everybody for a password by SCRAM-SHA-256; this is the superuser's.
    public ServerSetup password(String superuserPassword) {
        password = superuserPassword;
        return this;
    }

    /// A running server, which accepts connections.
    public PostgresServer start() {
        return PostgresServer.create(this);
    }
}
