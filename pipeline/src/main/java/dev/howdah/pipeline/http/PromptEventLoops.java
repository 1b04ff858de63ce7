package dev.howdah.pipeline.http;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Event loops that stop at once. Netty's quiet period of 2 s would delay every shutdown; Armeria's own way to
/// shorten it does not reach the loops that accept connections, whose group it finds through the channel.
final class PromptEventLoops extends MultiThreadIoEventLoopGroup {
    PromptEventLoops(String name, int threads) {
        super(threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory(), NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
