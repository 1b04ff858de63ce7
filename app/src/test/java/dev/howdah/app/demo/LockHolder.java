package dev.howdah.app.demo;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A process that locks a file, says `L`, and then waits to be killed.
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] words) throws Exception {
        try (var channel = FileChannel.open(Path.of(words[0]), StandardOpenOption.WRITE)) {
            channel.lock();
            System.out.print('L');
            System.out.flush();
            System.in.read();
        }
    }
}
