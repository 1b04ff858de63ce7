package dev.howdah.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.catalog.Catalog;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever the server offers about its state is read by an entry, or stands in `not-read.txt` with the reason why not.
abstract class CoverageContract {
    private static final String DATABASE = "coverage";
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern COMMENT = Pattern.compile("--.*");

    /// Extensions that come with PostgreSQL and count something.
    private static final String[] EXTENSIONS = {"pg_stat_statements", "pg_buffercache"};

    /// Views and tables with their definitions, functions without.
    private static final String OFFERED = """
            SELECT c.relname, CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END
            FROM pg_class c
            WHERE c.relnamespace = 'pg_catalog'::regnamespace
              AND (c.relkind = 'v' OR c.relkind = 'r' AND c.relname ~
                   '^pg_(stat|replication|publication|subscription|database|db_role|tablespace|extension|sequence|prepared)')
            UNION ALL
            SELECT p.proname, NULL
            FROM pg_proc p
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^pg_'
              AND (p.proretset OR p.proname ~ '_size$|_wal_lsn$' OR p.proname ~
                   '^pg_(stat_|ls_|control_|wal_(replay|receive)|last_|current_|get_wal|get_backend|get_aios|get_shmem|get_repl|blocking|conf_load|postmaster|is_in|is_wal|sequence_|get_sequence|replication_|safe_|notification|xact_commit|tablespace_|jit_|isolation_|export|stop_backup)')
            UNION ALL
            SELECT coalesce(p.proname, c.relname), CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END
            FROM pg_depend d
            JOIN pg_extension e ON e.oid = d.refobjid AND e.extname IN ('%s')
            LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
            LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relkind = 'v'
            WHERE d.deptype = 'e' AND coalesce(p.proname, c.relname) IS NOT NULL
            """.formatted(String.join("', '", EXTENSIONS));

    private final Site site;

    CoverageContract(Site site) {
        this.site = site;
    }

    @Test
    void whatTheServerOffersIsReadOrLeftOutForAReason() throws Exception {
        var offered = offered();
        var read = read(offered);
        var excuses =
                NotRead.all().stream().filter(line -> line.on(site.major())).toList();

        var unread = new TreeSet<>(offered.keySet());
        unread.removeAll(read);
        unread.removeAll(partsOfViews(offered));
        var unexcused = new TreeSet<>(unread);
        unexcused.removeAll(madeOf(read, offered));
        unexcused.removeIf(name -> excuses.stream().anyMatch(line -> line.matches(name)));

        assertThat(unexcused).as("neither read nor in not-read.txt").isEmpty();
        for (var line : excuses) {
            assertThat(read.stream().filter(line::matches))
                    .as("read, yet in not-read.txt: %s", line)
                    .isEmpty();
            assertThat(unread).as("not offered, yet in not-read.txt: %s", line).anyMatch(line::matches);
        }
    }

    /// Definitions by name; empty for what is no view.
    private Map<String, String> offered() throws SQLException {
        var server = site.primary();
        server.execute("CREATE DATABASE " + DATABASE);
        for (var extension : EXTENSIONS) {
            Site.execute(server, DATABASE, "CREATE EXTENSION " + extension);
        }
        var offered = new TreeMap<String, String>();
        try (var connection = Site.connect(server, DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(OFFERED)) {
            while (rows.next()) {
                var definition = rows.getString(2);
                offered.merge(rows.getString(1), definition == null ? "" : definition, String::concat);
            }
        }
        server.execute("DROP DATABASE " + DATABASE);
        return offered;
    }

    /// What the entries' SQL names, and what stands in the definitions of views that it names.
    private Set<String> read(Map<String, String> offered) {
        var read = new TreeSet<String>();
        var open = new ArrayDeque<>(words(entries()));
        while (!open.isEmpty()) {
            var name = open.remove();
            var definition = offered.get(name);
            if (definition != null && read.add(name)) {
                open.addAll(words(Stream.of(definition)));
            }
        }
        return read;
    }

    /// The views that show nothing but what is read, by way of other views or of functions.
    private static Set<String> madeOf(Set<String> read, Map<String, String> offered) {
        var made = new TreeSet<>(read);
        boolean more = true;
        while (more) {
            more = made.addAll(offered.keySet().stream()
                    .filter(view -> isMadeOf(made, view, offered))
                    .toList());
        }
        return made;
    }

    private static boolean isMadeOf(Set<String> read, String view, Map<String, String> offered) {
        var parts = words(Stream.of(offered.getOrDefault(view, "")));
        parts.retainAll(offered.keySet());
        parts.remove(view);
        return !parts.isEmpty() && read.containsAll(parts);
    }

    /// A function that a view calls is the view's matter, and one view another's of which it is made.
    private static Collection<String> partsOfViews(Map<String, String> offered) {
        return offered.entrySet().stream()
                .flatMap(view -> words(Stream.of(view.getValue())).stream()
                        .filter(name -> !name.equals(view.getKey()))
                        .filter(name -> offered.getOrDefault(name, "").isEmpty()))
                .collect(Collectors.toSet());
    }

    private Stream<String> entries() {
        return Catalog.builtIn().entries().stream()
                .flatMap(entry ->
                        Stream.of(true, false).flatMap(standby -> entry.sqlFor(site.major(), standby).stream()));
    }

    private static Set<String> words(Stream<String> texts) {
        return texts.map(sql -> COMMENT.matcher(sql).replaceAll(""))
                .flatMap(sql -> WORD.matcher(sql).results().map(MatchResult::group))
                .collect(Collectors.toSet());
    }
}
