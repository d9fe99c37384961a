package io.muster.agent.blob;

import com.google.protobuf.ByteString;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.BlobPiece;
import io.muster.protocol.agent.v1.BlobRequest;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Brings content into a file, window by window: the next window of {@value #PIECES} pieces is asked
 * for when half of the one before is there, so that the wire is never idle. It goes on where the
 * file ends, so a cut or a restart costs at most two windows. What comes late counts: where many
 * share a slow wire, a window takes longer than anybody waits, and asking anew for what is under
 * way would only make it slower.
 */
final class Fetch {
  static final int PIECE = 256 * 1024;
  static final int PIECES = 8;
  private static final long WINDOW = (long) PIECES * PIECE;
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final long MAX_PAUSE_MS = 15_000;
  private static final Set<String> FOR_GOOD =
      Set.of(
          FailureCode.INVALID.name(),
          FailureCode.DENIED.name(),
          FailureCode.NOT_FOUND.name(),
          FailureCode.UNAUTHENTICATED.name());

  private final Link link;
  private final String nodeId;
  private final String sha256;
  private final long size;
  private final Path part;
  private final Work work;
  private final String inbox;
  private final LinkedBlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
  private final TreeMap<Long, ByteString> early = new TreeMap<>();
  private Link.Subscription heard;
  private long written;
  private int failures;
  private String refusal = "";

  Fetch(Link link, String nodeId, String sha256, long size, Path part, Work work) {
    this.link = link;
    this.nodeId = nodeId;
    this.sha256 = sha256;
    this.size = size;
    this.part = part;
    this.work = work;
    this.inbox =
        Subjects.inboxPrefix(nodeId)
            + "blob."
            + Long.toString(
                ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
  }

  /** Returns when the file is whole. Throws {@link WorkEnded} when it never will be in time. */
  void run() throws IOException {
    try (FileChannel out =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      written = out.size();
      if (written > size) {
        out.truncate(0);
        written = 0;
      }
      out.position(written);
      while (written < size) {
        long before = written;
        Duration wait = pour(out);
        failures = written > before ? 0 : failures + 1;
        if (written < size) {
          work.pause(wait == null ? backoff() : wait);
        }
      }
    } catch (WorkEnded e) {
      boolean late = e.finished().getOutcome() == Outcome.OUTCOME_TIMED_OUT;
      throw late && !refusal.isEmpty()
          ? e.saying(e.getMessage() + "; the control plane said last: " + refusal)
          : e;
    } finally {
      if (heard != null) {
        heard.close();
      }
    }
  }

  private Duration backoff() {
    return jittered(Math.min(MAX_PAUSE_MS, 100L << Math.min(failures, 10)));
  }

  private static Duration jittered(long millis) {
    return Duration.ofMillis(
        millis / 2 + ThreadLocalRandom.current().nextLong(Math.max(1, millis)));
  }

  /**
   * Takes pieces until all is there, or they stop coming. Returns how long the control plane wants
   * to be left alone, or null.
   */
  private Duration pour(FileChannel out) throws IOException {
    try {
      if (heard == null) {
        heard = link.subscribe(inbox, null, message -> arrived.add(message.data()));
      }
      takeLate(out);
      long asked = written;
      while (written < size) {
        while (asked < size && asked - written <= WINDOW / 2) {
          link.publish(Subjects.blob(nodeId), inbox, request(asked));
          asked += WINDOW;
        }
        BlobPiece piece = next();
        if (piece == null) {
          return null;
        }
        if (piece.hasRefusal()) {
          return refused(piece.getRefusal());
        }
        take(piece, out);
      }
      return null;
    } catch (LinkException e) {
      return null;
    }
  }

  private byte[] request(long offset) {
    return BlobRequest.newBuilder()
        .setNodeId(nodeId)
        .setTaskId(work.task().getTaskId())
        .setSha256(sha256)
        .setOffset(offset)
        .setPieces(PIECES)
        .build()
        .toByteArray();
  }

  /** What came after nobody waited for it any more. */
  private void takeLate(FileChannel out) throws IOException {
    for (byte[] data = arrived.poll(); data != null; data = arrived.poll()) {
      BlobPiece piece = BlobPiece.parseFrom(data);
      if (piece.hasRefusal()) {
        refused(piece.getRefusal()); // for good ends it, the others were asked long ago
      } else {
        take(piece, out);
      }
    }
  }

  /** Null after a silence, or when the connection is gone. */
  private BlobPiece next() throws IOException {
    long until = System.nanoTime() + SILENCE.toNanos();
    while (System.nanoTime() < until) {
      byte[] data;
      try {
        data = arrived.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw WorkEnded.failed("the agent was interrupted");
      }
      work.check();
      if (data != null) {
        return BlobPiece.parseFrom(data);
      }
      if (!link.connected()) {
        return null;
      }
    }
    return null;
  }

  private Duration refused(Refusal refusal) {
    if (FOR_GOOD.contains(refusal.getCode())) {
      throw WorkEnded.failed(
          "the control plane does not give the content "
              + sha256
              + ": "
              + refusal.getMessage()
              + " ("
              + refusal.getCode()
              + ")");
    }
    this.refusal = refusal.getMessage();
    return refusal.getRetryAfterMs() > 0 ? jittered(refusal.getRetryAfterMs() * 3 / 2) : null;
  }

  /**
   * Pieces of two windows may come from two nodes of the control plane, each in its own time: one
   * that is early waits in memory.
   */
  private void take(BlobPiece piece, FileChannel out) throws IOException {
    if (piece.getSize() != size) {
      if (piece.getWhatCase() == BlobPiece.WhatCase.WHAT_NOT_SET && piece.getSize() == 0) {
        throw new LinkException("nobody answers for content", null);
      }
      throw WorkEnded.failed(
          "content " + sha256 + " has " + piece.getSize() + " bytes there and not " + size);
    }
    if (piece.getOffset() >= written && piece.getOffset() - written < 2 * WINDOW) {
      early.put(piece.getOffset(), piece.getData());
    }
    while (!early.isEmpty() && early.firstKey() <= written) {
      var first = early.pollFirstEntry();
      long skip = written - first.getKey();
      if (skip < first.getValue().size()) {
        write(out, first.getValue().substring((int) skip));
      }
    }
  }

  private void write(FileChannel out, ByteString data) throws IOException {
    ByteBuffer rest = data.asReadOnlyByteBuffer();
    rest.limit((int) Math.min(rest.limit(), size - written));
    written += rest.remaining();
    while (rest.hasRemaining()) {
      out.write(rest);
    }
  }
}
