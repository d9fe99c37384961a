package io.muster.agent.resources.file;

import io.muster.agent.blob.Blobs;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.protocol.agent.v1.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a file is to hold. Whatever is made of it is to be checked against {@link #sha256}. */
interface Content extends AutoCloseable {
  String sha256();

  long size();

  void writeTo(FileChannel out) throws IOException;

  /** What was written had another hash. Returns whether trying once more can help. */
  boolean wrong();

  @Override
  void close();

  /** In memory. */
  record Bytes(byte[] data, String sha256) implements Content {
    static Bytes of(byte[] data) {
      return new Bytes(data, Hashing.of(data));
    }

    @Override
    public long size() {
      return data.length;
    }

    @Override
    public void writeTo(FileChannel out) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(data);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
    }

    @Override
    public boolean wrong() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** A file that is there already, such as what was kept. */
  record OnDisk(Path path, String sha256, long size) implements Content {
    @Override
    public void writeTo(FileChannel out) throws IOException {
      try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
        Placement.copy(in, out);
      }
    }

    @Override
    public boolean wrong() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** Brought by the control plane when it is first needed. */
  final class Fetched implements Content {
    private final Blobs blobs;
    private final File file;
    private final Work work;
    private Blobs.Held held;
    private boolean wasWrong;

    Fetched(Blobs blobs, File file, Work work) {
      this.blobs = blobs;
      this.file = file;
      this.work = work;
    }

    @Override
    public String sha256() {
      return file.getSha256();
    }

    @Override
    public long size() {
      return file.getSize();
    }

    private Path path() {
      if (held == null) {
        held = blobs.fetch(sha256(), size(), work);
      }
      return held.path();
    }

    @Override
    public void writeTo(FileChannel out) throws IOException {
      try (FileChannel in = FileChannel.open(path(), StandardOpenOption.READ)) {
        Placement.copy(in, out);
      }
    }

    /** All of it, checked; for what is small. */
    byte[] bytes() {
      try {
        byte[] data = Files.readAllBytes(path());
        if (Hashing.of(data).equals(sha256())) {
          return data;
        }
        if (wrong()) {
          return bytes();
        }
        throw WorkEnded.failed(wrongWords());
      } catch (IOException e) {
        throw Trouble.with(path(), "cannot be read", e);
      }
    }

    String wrongWords() {
      return "the content that came for "
          + sha256()
          + " has another hash, twice; upload the file again";
    }

    @Override
    public boolean wrong() {
      blobs.discard(sha256());
      close();
      boolean again = !wasWrong;
      wasWrong = true;
      return again;
    }

    @Override
    public void close() {
      if (held != null) {
        held.close();
        held = null;
      }
    }
  }
}
