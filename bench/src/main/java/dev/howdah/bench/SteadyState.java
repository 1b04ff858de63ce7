package dev.howdah.bench;

import dev.howdah.collector.target.Slots;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Fetches a subject's page once in each interval, and takes what that costs the subject and the server.
/// Fetches lie in the middle between two of Howdah's slots, so that a window of N fetches holds N of its
/// scrapes, and none of them in part, unless the machine is too busy for that.
final class SteadyState {
    private final MeasuredServer server;
    private final Settings settings;
    private final Http http;
    private final Slots slots;

    SteadyState(MeasuredServer server, Settings settings, Http http) {
        this.server = server;
        this.settings = settings;
        this.http = http;
        this.slots = Slots.of(HowdahSubject.TARGET, settings.interval);
    }

    /// What a window of scrapes cost.
    ///
    /// @param pages what each fetch brought
    /// @param compilerMillis of `cpuMillis`, what the JVM's compiler threads took; 0 for others
    /// @param fetchMillis time of the HTTP requests, all together
    /// @param statementMillis planning and executing inside PostgreSQL
    /// @param serverCpuMillis of all processes of the server
    record Cost(
            List<Page> pages,
            double cpuMillis,
            double compilerMillis,
            double fetchMillis,
            long statements,
            double statementMillis,
            double serverCpuMillis) {}

    /// What of a page is counted; a whole one would be too large to keep for each fetch.
    ///
    /// @param series lines of the page
    /// @param askedSeconds time of Howdah's scrape that the page shows; 0 for others
    /// @param points that this scrape brought; 0 for others
    record Page(int series, double askedSeconds, double points) {
        static Page of(String text) {
            var page = Exposition.parse(text);
            return new Page(page.size(), page.sum("howdah_scrape_duration_seconds"), page.sum("howdah_scrape_points"));
        }
    }

    /// Fetches and takes no notice.
    void skip(Subject subject, int times) throws IOException, InterruptedException {
        var _ = fetch(subject, times);
    }

    Cost measure(Subject subject) throws IOException, InterruptedException {
        skip(subject, 1); // brings us between two slots
        var statements = server.statements();
        double serverCpu = ProcessUsage.cpuMillisOfFamily(server.pid());
        double compiler = ProcessUsage.cpuMillisOfCompiler(subject.pid());
        double cpu = ProcessUsage.cpuMillis(subject.pid());
        var answers = fetch(subject, settings.scrapes);
        double cpuAfter = ProcessUsage.cpuMillis(subject.pid());
        double compilerAfter = ProcessUsage.cpuMillisOfCompiler(subject.pid());
        double serverCpuAfter = ProcessUsage.cpuMillisOfFamily(server.pid());
        var statementsAfter = server.statements();
        return new Cost(
                answers.stream().map(answer -> Page.of(answer.text())).toList(),
                cpuAfter - cpu,
                Math.max(0, compilerAfter - compiler),
                answers.stream().mapToLong(Http.Answer::nanos).sum() / 1e6,
                statementsAfter.calls() - statements.calls(),
                statementsAfter.millis() - statements.millis(),
                serverCpuAfter - serverCpu);
    }

    private List<Http.Answer> fetch(Subject subject, int times) throws IOException, InterruptedException {
        var answers = new ArrayList<Http.Answer>();
        long half = slots.intervalNanos() / 2;
        long next = slots.after(slots.begunAt(now() - half)) + half;
        for (int i = 0; i < times; i++) {
            if (next < now()) { // the fetch before took longer than the interval
                next = slots.after(slots.begunAt(now() - half)) + half;
            }
            new CountDownLatch(1).await(next - now(), TimeUnit.NANOSECONDS);
            answers.add(http.scrape(subject.metrics()));
            next = slots.after(next);
        }
        return answers;
    }

    private static long now() {
        var instant = Instant.now();
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
