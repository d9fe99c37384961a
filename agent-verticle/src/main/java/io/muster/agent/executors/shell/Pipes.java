package io.muster.agent.executors.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Named pipes, made ahead of need many at a time. The JDK's own pipes to a child cannot be closed
 * while something reads them, so that one daemon that keeps its standard output would hold two
 * threads of the agent for ever.
 */
final class Pipes implements AutoCloseable {
  private static final int BATCH = 64;
  private static final int LOW = 8;

  /** A pipe that is open to read; {@link #given} says that the child has its end. */
  static final class Pipe implements AutoCloseable {
    private final Path path;
    private final FileChannel holder;
    final FileChannel reader;

    Pipe(Path path) throws IOException {
      this.path = path;
      // Opening both ways never waits for the other side.
      this.holder = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      this.reader = FileChannel.open(path, StandardOpenOption.READ);
    }

    ProcessBuilder.Redirect redirect() {
      return ProcessBuilder.Redirect.to(path.toFile());
    }

    void given() throws IOException {
      holder.close();
      Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
      given();
      reader.close();
    }
  }

  /** A pipe by which a child is told something; {@link #given} says that the child has its end. */
  static final class Feed implements AutoCloseable {
    private final Path path;
    private final FileChannel holder;
    private FileChannel writer;

    Feed(Path path) throws IOException {
      this.path = path;
      this.holder = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    ProcessBuilder.Redirect redirect() {
      return ProcessBuilder.Redirect.from(path.toFile());
    }

    void given() throws IOException {
      writer = FileChannel.open(path, StandardOpenOption.WRITE);
      holder.close();
      Files.deleteIfExists(path);
    }

    /** Fails when the child has ended. */
    void write(byte[] data) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(data);
      while (rest.hasRemaining()) {
        writer.write(rest);
      }
    }

    @Override
    public void close() throws IOException {
      holder.close();
      if (writer != null) {
        writer.close();
      }
      Files.deleteIfExists(path);
    }
  }

  private final Path folder;
  private final AtomicLong counter = new AtomicLong();
  private final ReentrantLock making = new ReentrantLock();
  private volatile boolean closed;
  private final ConcurrentLinkedQueue<Path> spare = new ConcurrentLinkedQueue<>();

  Pipes(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> left = Files.list(folder)) {
      for (Path path : left.toList()) {
        Files.deleteIfExists(path);
      }
    }
    Thread.ofVirtual().start(this::refill);
  }

  Pipe take() throws IOException {
    return new Pipe(name());
  }

  Feed takeFeed() throws IOException {
    return new Feed(name());
  }

  private Path name() throws IOException {
    Path path = spare.poll();
    if (path == null) {
      make(2);
      path = spare.poll();
    }
    if (path == null) {
      throw new IOException("no named pipe could be made in " + folder);
    }
    if (spare.size() < LOW) {
      Thread.ofVirtual().start(this::refill);
    }
    return path;
  }

  /** A file for a command's standard input; deleted by the caller once it is open. */
  Path input(byte[] data) throws IOException {
    Path path = folder.resolve("in-" + counter.incrementAndGet());
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.write(path, data);
  }

  private void refill() {
    if (making.tryLock()) {
      try {
        if (!closed && spare.size() < LOW) {
          make(BATCH);
        }
      } catch (IOException e) {
        // The next command tries again and reports it.
      } finally {
        making.unlock();
      }
    }
  }

  /** None is made ahead any more, nor being made, when this returns. */
  @Override
  public void close() {
    closed = true;
    making.lock();
    making.unlock();
  }

  private void make(int count) throws IOException {
    List<Path> paths = new ArrayList<>();
    List<String> argv = new ArrayList<>(List.of("mkfifo", "-m", "0622", "--"));
    for (int i = 0; i < count; i++) {
      Path path = folder.resolve("out-" + counter.incrementAndGet());
      paths.add(path);
      argv.add(path.toString());
    }
    Process process =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("mkfifo failed in " + folder + "; is the disk full?");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    spare.addAll(paths);
  }
}
