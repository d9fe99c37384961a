package io.muster.server.gateway;

import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.muster.protocol.FailureCode;
import io.muster.protocol.FilesApi;
import io.muster.protocol.v1.BeginUploadRequest;
import io.muster.protocol.v1.CommitUploadRequest;
import io.muster.protocol.v1.PutChunkRequest;
import io.muster.protocol.v1.Upload;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/**
 * Carries a stream of bytes on as an upload: begins it, puts its chunks one after the other,
 * commits it. At most two chunks are in memory: the sender is held back meanwhile. Used from one
 * event loop.
 */
final class Intake {
  private static final String UNNAMED = "upload";
  private static final int PUT_ATTEMPTS = 4;

  /** A large file is read again as a whole: about so many tries of ten seconds. */
  private static final int COMMIT_ATTEMPTS = 30;

  private static final long AGAIN_MS = 500;

  private final Vertx vertx;
  private final Calls calls;
  private final Exchange exchange;
  private final Runnable pause;
  private final Runnable resume;
  private final Promise<Message> result = Promise.promise();
  private String name;
  private String sha256;
  private Upload upload;
  private Buffer pending = Buffer.buffer();
  private long offset;
  private boolean busy;
  private boolean paused;
  private boolean ended;

  /** {@code pause} and {@code resume} hold the sender back and let it go on. */
  Intake(Vertx vertx, Calls calls, Exchange exchange, Runnable pause, Runnable resume) {
    this.vertx = vertx;
    this.calls = calls;
    this.exchange = exchange;
    this.pause = pause;
    this.resume = resume;
  }

  /** The file that it became. */
  Future<Message> result() {
    return result.future();
  }

  /** What the upload is called; the first one counts. */
  void head(String name, String sha256) {
    if (this.name == null) {
      this.name = name.isEmpty() ? UNNAMED : name;
      this.sha256 = sha256;
      pump();
    }
  }

  void data(Buffer bytes) {
    if (upload == null || !upload.hasFile()) {
      pending.appendBuffer(bytes);
      pump();
    }
  }

  /** There is nothing more. {@code late}: the hash, where it could not be known before. */
  void end(String late) {
    if (!late.isEmpty()) {
      sha256 = late;
    }
    ended = true;
    pump();
  }

  /** The sender has gone; what came is kept until the upload expires. */
  void fail(Throwable error) {
    result.tryFail(error);
  }

  private void pump() {
    if (busy || result.future().isComplete()) {
      hold();
      return;
    }
    if (upload == null) {
      if (name == null && ended) {
        result.tryFail(Problem.invalid("the upload has no parts"));
      } else if (name != null) {
        work(this::begin);
      }
    } else if (upload.hasFile()) {
      if (ended) {
        done(upload.getFile());
      }
    } else if (pending.length() >= upload.getChunkSize() || ended && pending.length() > 0) {
      work(this::put);
    } else if (ended) {
      work(this::commit);
    }
    hold();
  }

  private void hold() {
    boolean full =
        busy
            && (upload == null || pending.length() >= upload.getChunkSize())
            && !result.future().isComplete();
    if (full != paused) {
      paused = full;
      (full ? pause : resume).run();
    }
  }

  private void work(Supplier<Future<?>> step) {
    busy = true;
    step.get()
        .onComplete(
            done -> {
              busy = false;
              if (done.failed()) {
                pending = Buffer.buffer();
                result.tryFail(done.cause());
              }
              pump();
            });
  }

  private Future<?> begin() {
    BeginUploadRequest request =
        BeginUploadRequest.newBuilder().setName(name).setSha256(sha256).build();
    return calls
        .begin(exchange, request)
        .compose(begun -> calls.part(exchange, FilesApi.BEGIN, request))
        .onSuccess(
            begun -> {
              upload = begun;
              pending = begun.hasFile() ? Buffer.buffer() : pending;
            });
  }

  private Future<?> put() {
    int length = Math.min(pending.length(), upload.getChunkSize());
    PutChunkRequest request =
        PutChunkRequest.newBuilder()
            .setId(upload.getId())
            .setOffset(offset)
            .setData(UnsafeByteOperations.unsafeWrap(pending.getBytes(0, length)))
            .build();
    pending = pending.getBuffer(length, pending.length());
    offset += length;
    return patiently(() -> calls.part(exchange, FilesApi.PUT, request), PUT_ATTEMPTS);
  }

  private Future<?> commit() {
    CommitUploadRequest request =
        CommitUploadRequest.newBuilder().setId(upload.getId()).setSha256(sha256).build();
    return patiently(() -> calls.part(exchange, FilesApi.COMMIT, request), COMMIT_ATTEMPTS)
        .onSuccess(this::done);
  }

  private void done(Message file) {
    calls.answered(exchange, file);
    result.tryComplete(file);
  }

  /** Each step may be done again without harm. */
  private <R> Future<R> patiently(Supplier<Future<R>> step, int attempts) {
    return step.get()
        .recover(
            error ->
                attempts > 1
                        && error instanceof Failure failure
                        && failure.code() == FailureCode.UNAVAILABLE
                        && !result.future().isComplete()
                    ? vertx
                        .timer(AGAIN_MS, java.util.concurrent.TimeUnit.MILLISECONDS)
                        .compose(fired -> patiently(step, attempts - 1))
                    : Future.failedFuture(error));
  }
}
