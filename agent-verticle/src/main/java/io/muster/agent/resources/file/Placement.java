package io.muster.agent.resources.file;

import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;

/**
 * Puts content in its place so that whoever looks finds all of the old file or all of the new one,
 * with its owner and permissions from the first moment.
 */
record Placement(Pending pending, Step.Listener steps) {
  /** Gives a temporary file its owner and permissions. */
  @FunctionalInterface
  interface Dress {
    void on(Path temporary) throws IOException;
  }

  /** The last that is done before the rename; it may refuse by throwing. */
  @FunctionalInterface
  interface Ready {
    void with(Path temporary) throws IOException;
  }

  /** What was written is not what was wanted. */
  static final class WrongContent extends RuntimeException {
    WrongContent() {
      super("wrong content", null, false, false);
    }
  }

  /**
   * Replaces what is at the target, which must still be as it was seen.
   *
   * @throws WorkEnded when it cannot be done; the target is untouched then
   */
  void put(Path target, Seen seen, Content content, Dress dress, Ready ready) {
    Path temporary = null;
    try {
      temporary = note(target);
      steps.took(Step.NOTED);
      write(temporary, content, target);
      steps.took(Step.WRITTEN);
      if (seen.exists()) {
        copyAttributes(target, temporary);
      }
      dress.on(temporary);
      steps.took(Step.DRESSED);
      Durable.sync(temporary);
      steps.took(Step.SYNCED);
      if (!Hashing.of(temporary).equals(content.sha256())) {
        throw new WrongContent();
      }
      ready.with(temporary);
      if (!Seen.at(target).equals(seen)) {
        throw WorkEnded.failed(target + " was changed by somebody else in the meantime; try again");
      }
      rename(temporary, target);
    } catch (IOException e) {
      throw Trouble.with(target, "cannot be written", e);
    } finally {
      if (temporary != null) {
        pending.done(temporary);
      }
    }
  }

  private Path note(Path target) {
    try {
      return pending.note(target.getParent());
    } catch (IOException e) {
      throw Trouble.with(pending.folder(), "cannot be written, so " + target + " is untouched", e);
    }
  }

  private static void write(Path temporary, Content content, Path target) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      content.writeTo(out);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException("its folder " + target.getParent() + " is not there any more", e);
    }
  }

  private void rename(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    steps.took(Step.RENAMED);
    Durable.sync(target.getParent());
    steps.took(Step.RENAME_SYNCED);
  }

  /** Extended attributes of users ({@code user.*}); those of the system are not within reach. */
  private static void copyAttributes(Path from, Path to) {
    try {
      UserDefinedFileAttributeView old =
          Files.getFileAttributeView(from, UserDefinedFileAttributeView.class);
      UserDefinedFileAttributeView fresh =
          Files.getFileAttributeView(to, UserDefinedFileAttributeView.class);
      for (String name : old.list()) {
        ByteBuffer value = ByteBuffer.allocate(old.size(name));
        old.read(name, value);
        fresh.write(name, value.flip());
      }
    } catch (IOException | UnsupportedOperationException | NullPointerException e) {
      // This file system has none.
    }
  }

  static void copy(FileChannel in, FileChannel out) throws IOException {
    long size = in.size();
    for (long at = 0; at < size; ) {
      long n = in.transferTo(at, size - at, out);
      if (n <= 0) {
        throw new IOException("it became shorter while it was read");
      }
      at += n;
    }
  }
}
