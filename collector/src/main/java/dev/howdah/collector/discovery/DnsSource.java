package dev.howdah.collector.discovery;

import dev.howdah.collector.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/// One target for each SRV record of a name.
///
/// @param record the name, `_postgresql._tcp.db.example`
/// @param server `host:port` of the DNS server; empty for the system's
public record DnsSource(String record, String server, Duration refresh, TargetTemplate template)
        implements TargetSource {
    /// The places that a template may have.
    public static final Set<String> PLACES = Set.of("host", "port");

    private static final String TYPE = "SRV";

    /// Of the first try; each further one waits twice as long.
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final int TRIES = 3;

    @Override
    public String name() {
        return "dns " + record + template.kindInWords();
    }

    @Override
    public List<Target> find() throws DiscoveryException {
        var targets = new ArrayList<Target>();
        for (String text : records()) {
            // priority, weight, port, host
            String[] parts = text.split(" ", -1);
            if (parts.length != 4) {
                throw new DiscoveryException("answered with '%s', which is no SRV record".formatted(text), null);
            }
            String host = parts[3].endsWith(".") ? parts[3].substring(0, parts[3].length() - 1) : parts[3];
            // a bare dot says that the service is not offered
            if (!host.isEmpty()) {
                targets.add(template.of(Map.of("host", TargetTemplate.host(host), "port", parts[2])));
            }
        }
        return targets;
    }

    // the DNS provider reads texts only; what the check fears comes with LDAP and RMI
    @SuppressWarnings("BanJNDI")
    private List<String> records() throws DiscoveryException {
        try {
            var context = new InitialDirContext(environment());
            try {
                return texts(context.getAttributes(record, new String[] {TYPE}).get(TYPE));
            } finally {
                context.close();
            }
        } catch (NameNotFoundException e) {
            return List.of();
        } catch (NamingException e) {
            throw new DiscoveryException(
                    "%s does not answer (%s) — check the server and the name"
                            .formatted(
                                    server.isEmpty() ? "the system's DNS server" : server,
                                    e.getRootCause() == null ? e.getMessage() : e.getRootCause()),
                    e);
        }
    }

    private static List<String> texts(@Nullable Attribute attribute) throws NamingException {
        var texts = new ArrayList<String>();
        for (int i = 0; attribute != null && i < attribute.size(); i++) {
            texts.add(String.valueOf(attribute.get(i)));
        }
        // servers turn the order of records; it says nothing
        Collections.sort(texts);
        return texts;
    }

    @SuppressWarnings("JdkObsolete") // JNDI takes nothing else
    private Hashtable<String, String> environment() {
        var environment = new Hashtable<String, String>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", server.isEmpty() ? "dns:" : "dns://%s/".formatted(server));
        environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(TIMEOUT.toMillis()));
        environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(TRIES));
        return environment;
    }
}
