package dev.howdah.collector.scrape;

/// How much a counter grew; one that fell began anew, so all of it is growth.
final class Growth {
    private Growth() {}

    static long of(long before, long now) {
        return now >= before ? now - before : now;
    }

    static double of(double before, double now) {
        return now >= before ? now - before : now;
    }
}
