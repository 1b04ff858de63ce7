package dev.howdah.collector.target;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;

/// When a target is scraped: every interval, at a phase that comes from a hash of its name, so that load
/// is spread and every collector has the same slots. Times are nanoseconds since the epoch.
///
/// @param intervalNanos between two slots
/// @param phaseNanos of the slots after whole intervals since the epoch; 0 ≤ phase < interval, in whole milliseconds
public record Slots(long intervalNanos, long phaseNanos) {
    public static Slots of(String targetName, Duration interval) {
        var hash = new CRC32C();
        hash.update(targetName.getBytes(StandardCharsets.UTF_8));
        long phaseMillis = hash.getValue() % Math.max(1, interval.toMillis());
        return new Slots(interval.toNanos(), phaseMillis * 1_000_000);
    }

    /// The slot that has begun last at a time.
    public long begunAt(long nanos) {
        return Math.floorDiv(nanos - phaseNanos, intervalNanos) * intervalNanos + phaseNanos;
    }

    public long after(long slotNanos) {
        return slotNanos + intervalNanos;
    }

    /// The slots in which something runs that is due less often: the interval rounded up to whole slots.
    public long roundedUp(Duration lessOften) {
        long slots = Math.ceilDiv(lessOften.toNanos(), intervalNanos);
        return Math.max(1, slots) * intervalNanos;
    }

    /// Whether a slot is one of those of a rounded interval; the same for every collector.
    public boolean aligned(long slotNanos, long roundedNanos) {
        return Math.floorMod(slotNanos - phaseNanos, roundedNanos) == 0;
    }
}
