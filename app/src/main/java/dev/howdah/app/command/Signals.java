package dev.howdah.app.command;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends a command in good order on Ctrl-C and SIGTERM, with its own status instead of the JVM's.
final class Signals {
    private final CountDownLatch ended = new CountDownLatch(1);

    private Signals() {}

    static Signals handle() {
        var signals = new Signals();
        handle("INT", signals::end);
        handle("TERM", signals::end);
        return signals;
    }

    /// The first signal ends in good order; a second one is somebody who does not want to wait.
    private void end() {
        if (ended()) {
            System.exit(Failures.FAILED);
        }
        ended.countDown();
    }

    void onHangUp(Runnable action) {
        handle("HUP", action);
    }

    /// Calls `sun.misc.Signal`, which every JDK has and nothing else can replace; by reflection, because javac warns of
    /// its name in a way that cannot be switched off.
    private static void handle(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                action.run();
                return null;
            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal %s: this JDK lets nobody handle it".formatted(name), e);
        }
    }

    boolean ended() {
        return ended.getCount() == 0;
    }

    /// Waits for a signal to end.
    ///
    /// @return whether there was one within the limit
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }
}
