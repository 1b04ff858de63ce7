package dev.howdah.pipeline.armeria;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Event loops on the JDK's sockets that stop at once. Netty's quiet period of 2 s would delay every shutdown,
/// and Armeria's own way to shorten it neither reaches the loops that accept connections, whose group it finds
/// through the channel, nor is a group that its clients know.
public final class PromptEventLoops extends MultiThreadIoEventLoopGroup {
    /// Makes loops whose threads are started when they are first needed.
    ///
    /// @param name the threads' name, before their number
    public PromptEventLoops(String name, int threads) {
        super(threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory(), NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
