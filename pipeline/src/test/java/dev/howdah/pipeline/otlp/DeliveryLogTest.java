package dev.howdah.pipeline.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class DeliveryLogTest {
    private final List<String> lines = new ArrayList<>();
    private final DeliveryLog log = new DeliveryLog(Settings.queue(10), "points", recorder());

    @Test
    void tellsEachChangeOnce() {
        log.delivered();
        log.retrying("busy");
        log.retrying("busy");
        log.exhausted("busy");
        log.retrying("busy");
        log.exhausted("busy");
        log.delivered();
        log.delivered();
        log.refused("bad\nrequest");
        log.refused("bad request");
        log.rejected(3, "too old");

        assertThat(lines)
                .containsExactly(
                        "warn otlp/test: http://127.0.0.1:4317 takes no requests now: busy"
                                + " — trying again as retry_on_failure says",
                        "warn otlp/test: http://127.0.0.1:4317 took no request for as long as retries last: busy"
                                + " — points are dropped until it does;"
                                + " check the receiver, or raise retry_on_failure.max_elapsed_time",
                        "info otlp/test: http://127.0.0.1:4317 takes requests again",
                        "warn otlp/test: http://127.0.0.1:4317 refused a request: bad request"
                                + " — check endpoint, protocol and headers",
                        "warn otlp/test: http://127.0.0.1:4317 rejected 3 points of a request: too old"
                                + " — check its limits");
    }

    @Test
    void tellsOnceThatTheQueueIsFullUntilItHadRoom() {
        log.queueFull(10);
        log.queueFull(10);
        log.queueHasRoom();
        log.queueFull(10);

        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("warn otlp/test: queue holds 10 requests"));
    }

    private Logger recorder() {
        return (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (_, method, arguments) -> {
                    var values = arguments[arguments.length - 1] instanceof Object[] array
                            ? array
                            : List.of(arguments).subList(1, arguments.length).toArray();
                    String text = MessageFormatter.arrayFormat((String) arguments[0], values)
                            .getMessage();
                    lines.add(method.getName() + " " + text);
                    return null;
                });
    }
}
