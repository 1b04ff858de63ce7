package dev.howdah.pipeline.otlp;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A bounded queue that can be closed: nothing comes in after that, what waits is still handed out. Unlike the
/// JDK's queues it decides "closed" and "in" in one step, so that no scrape is left behind uncounted.
final class RequestQueue<T> {
    /// The answer to an offer.
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final Queue<T> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    RequestQueue(int capacity) {
        this.capacity = capacity;
    }

    Offer offer(T item) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (waiting.size() >= capacity) {
                return Offer.FULL;
            }
            waiting.add(item);
            changed.signalAll();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next item; null when the queue is closed and empty.
    @Nullable
    T take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                // No deadline of its own: close() always wakes it.
                changed.await();
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the time is over or the queue is closed.
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes out all that waits.
    List<T> drain() {
        lock.lock();
        try {
            var left = List.copyOf(waiting);
            waiting.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    int capacity() {
        return capacity;
    }
}
