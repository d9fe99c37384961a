package io.muster.server.files;

import io.muster.domain.Ulid;
import io.muster.link.ContentStore;
import io.muster.link.LinkException;
import io.muster.protocol.v1.BeginUploadRequest;
import io.muster.protocol.v1.PutChunkRequest;
import io.muster.protocol.v1.PutChunkResponse;
import io.muster.protocol.v1.Upload;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.FileMessages;
import io.muster.server.messages.TimeMessages;
import io.muster.store.file.UploadLedger;
import io.muster.store.file.UploadLedger.Begun;
import io.muster.store.file.UploadLedger.Wish;
import io.muster.store.file.UploadRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;

/** Uploads as far as their last chunk. */
final class Uploads {
  private final UploadLedger ledger;
  private final ContentStore store;
  private final FilesConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Uploads(UploadLedger ledger, ContentStore store, FilesConfig config, Clock clock) {
    this.ledger = ledger;
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  Upload begin(BeginUploadRequest request, Caller caller) {
    if (request.hasSize()) {
      checkSize(request.getSize());
    }
    Wish wish =
        new Wish(
            request.getName(),
            request.hasSize() ? Optional.of(request.getSize()) : Optional.empty(),
            Optional.of(request.getSha256()).filter(sha -> !sha.isEmpty()),
            caller.name());
    int chunk = (int) config.chunk().bytes();
    Begun begun = ledger.begin(id(), id(), wish, chunk, config.capacity().bytes());
    if (begun.file() != null) {
      return Upload.newBuilder()
          .setChunkSize(chunk)
          .setFile(FileMessages.file(begun.file()))
          .build();
    }
    return Upload.newBuilder()
        .setId(begun.upload().id())
        .setChunkSize(begun.upload().chunkSize())
        .addAllReceived(begun.received())
        .setExpiresAt(TimeMessages.timestamp(begun.upload().expiresAt()))
        .build();
  }

  String id() {
    return Ulid.next(clock.instant(), random);
  }

  private void checkSize(long size) {
    if (size > config.maxBytes().bytes()) {
      throw Failure.invalid(
          "the file has "
              + size
              + " bytes or more; files.maxBytes allows "
              + config.maxBytes().bytes());
    }
  }

  /** Stores a chunk, once for all files that have the same. */
  PutChunkResponse put(PutChunkRequest request) {
    UploadRow upload = ledger.upload(request.getId());
    byte[] data = request.getData().toByteArray();
    check(upload, request.getOffset(), data.length);
    String chunk = Verification.hex(Verification.sha256().digest(data));
    if (!ledger.reuse(upload, request.getOffset(), chunk)) {
      String object = object();
      ledger.announce(object, data.length);
      write(object, data);
      ledger.stored(upload, request.getOffset(), chunk, object, data.length);
    }
    return PutChunkResponse.newBuilder().setSha256(chunk).build();
  }

  private void write(String object, byte[] data) {
    try {
      Future.fromCompletionStage(store.put(object, data), Vertx.currentContext()).await();
    } catch (LinkException e) {
      throw Failure.unavailable(e.getMessage(), e);
    }
  }

  private String object() {
    byte[] name = new byte[16];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  private void check(UploadRow upload, long offset, int length) {
    if (upload.fileId().isPresent()) {
      throw Failure.conflict("upload " + upload.id() + " is committed already");
    }
    int size = upload.chunkSize();
    if (offset % size != 0) {
      throw Failure.invalid(
          "offset " + offset + " is not a multiple of the upload's chunkSize, " + size);
    }
    if (length == 0 || length > size) {
      throw Failure.invalid(
          "the chunk has " + length + " bytes; a chunk of this upload has 1 to " + size);
    }
    long end = offset + length;
    checkSize(end);
    long whole = upload.size().orElse(-1L);
    if (whole >= 0 && (end > whole || length < size && end != whole)) {
      throw Failure.invalid(
          "a chunk of "
              + length
              + " bytes at "
              + offset
              + " does not fit into the announced "
              + whole
              + " bytes; every chunk but the last has "
              + size);
    }
  }
}
