package io.muster.server.files;

import io.muster.runtime.Failure;
import io.muster.server.content.Contents;
import io.muster.store.file.Manifest;
import io.muster.store.file.UploadLedger;
import io.muster.store.file.UploadRow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the chunks of an upload in order and hashes them, one chunk in memory at a time. Whoever
 * asks while that goes on waits for the same reading; its result is kept for a while, since a
 * caller does not wait as long as a large file takes.
 */
final class Verification {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long KEPT_MS = 60_000;

  private final Vertx vertx;
  private final Contents contents;
  private final UploadLedger ledger;
  private final Map<String, Promise<Manifest>> running = new ConcurrentHashMap<>();

  Verification(Vertx vertx, Contents contents, UploadLedger ledger) {
    this.vertx = vertx;
    this.contents = contents;
    this.ledger = ledger;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * What the upload holds.
   *
   * @throws Failure {@code INVALID} when a chunk is missing, {@code UNAVAILABLE} when it takes
   *     longer: to be asked again
   */
  Manifest read(UploadRow upload) {
    Promise<Manifest> mine = Promise.promise();
    Promise<Manifest> other = running.putIfAbsent(upload.id(), mine);
    if (other == null) {
      vertx.getOrCreateContext().runOnContext(go -> run(upload, mine));
    }
    Future<Manifest> result = (other == null ? mine : other).future();
    Promise<Void> enough = Promise.promise();
    long timer = vertx.setTimer(PATIENCE.toMillis(), fired -> enough.tryComplete());
    result.onComplete(done -> enough.tryComplete());
    try {
      enough.future().await();
    } finally {
      vertx.cancelTimer(timer);
    }
    if (!result.isComplete()) {
      throw Failure.unavailable("the content is still being checked; commit again", null);
    }
    return result.await();
  }

  private void run(UploadRow upload, Promise<Manifest> result) {
    try {
      List<Manifest.Part> parts = ledger.parts(upload.id());
      Manifest found = new Manifest("", checked(upload, parts), parts);
      MessageDigest digest = sha256();
      for (Manifest.Part part : parts) {
        digest.update(contents.once(found, part));
      }
      result.complete(new Manifest(hex(digest.digest()), found.size(), parts));
      vertx.setTimer(KEPT_MS, fired -> running.remove(upload.id(), result));
    } catch (Throwable error) { // whoever waits must hear of it
      running.remove(upload.id(), result);
      result.fail(error);
    }
  }

  /** After a commit that was refused, chunks may be sent anew. */
  void forget(String uploadId) {
    running.remove(uploadId);
  }

  /** The size; what is missing is named. */
  private static long checked(UploadRow upload, List<Manifest.Part> parts) {
    long at = 0;
    for (Manifest.Part part : parts) {
      if (part.start() != at) {
        throw Failure.invalid("the bytes from " + at + " to " + part.start() + " are missing");
      }
      at = part.end();
    }
    if (upload.size().isPresent() && upload.size().get() != at) {
      throw Failure.invalid("the bytes from " + at + " to " + upload.size().get() + " are missing");
    }
    return at;
  }
}
