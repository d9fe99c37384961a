package io.muster.server.files;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.ContentStore;
import io.muster.link.Link;
import io.muster.protocol.FilesApi;
import io.muster.protocol.Internal;
import io.muster.protocol.JobsApi;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.v1.CommitUploadRequest;
import io.muster.protocol.v1.DeleteFileRequest;
import io.muster.protocol.v1.DeleteFileResponse;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.GcRequest;
import io.muster.protocol.v1.GcResponse;
import io.muster.protocol.v1.GetFileRequest;
import io.muster.protocol.v1.HistoryRequest;
import io.muster.protocol.v1.HistoryResponse;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.ListFilesRequest;
import io.muster.protocol.v1.ListFilesResponse;
import io.muster.protocol.v1.PutChunkRequest;
import io.muster.protocol.v1.PutChunkResponse;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Loop;
import io.muster.runtime.Notes;
import io.muster.runtime.Streams;
import io.muster.server.content.Contents;
import io.muster.server.messages.FileMessages;
import io.muster.server.sight.Sight;
import io.muster.store.LeaseLedger;
import io.muster.store.file.FileHistory;
import io.muster.store.file.FileLedger;
import io.muster.store.file.FileRow;
import io.muster.store.file.GarbageLedger;
import io.muster.store.file.Manifest;
import io.muster.store.file.UploadLedger;
import io.muster.store.file.UploadRow;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes files in, hands them out to people, and has jobs put them on nodes.
 *
 * <p><b>Owns</b> {@code file}, {@code artifact}, {@code artifact_chunk}, {@code chunk}, {@code
 * loose_object}, {@code upload}, {@code upload_chunk} and the bucket of the object store.
 * <b>Hears</b> {@code muster.v1.Files} but for {@code Upload}, and the clock. <b>Says</b> {@code
 * Jobs/Submit}. <b>Crash</b>: an upload goes on after its last chunk on any node; an object that
 * was being written is found among the loose ones and removed.
 */
public final class FilesVerticle extends VerticleBase {
  private static final int DEFAULT_PAGE = 100;
  private static final String LEASE = "files-collect";
  private static final Duration BUCKET_EVERY = Duration.ofSeconds(30);

  /** What the verticle stands on. */
  public record Needs(
      UploadLedger uploads,
      FileLedger files,
      FileHistory history,
      GarbageLedger garbage,
      LeaseLedger leases,
      ContentStore store,
      Link link,
      Contents contents,
      Clock clock,
      MeterRegistry meters) {}

  private final Needs needs;
  private final FilesConfig config;
  private final Uploads uploads;
  private final Downloads downloads;
  private final Collection collection;
  private final Counter received;
  private final Counter collected;
  private Verification verification;
  private Bus bus;
  private Loop bucket;
  private Loop collector;

  public FilesVerticle(Needs needs, FilesConfig config) {
    this.needs = needs;
    this.config = config;
    this.uploads = new Uploads(needs.uploads(), needs.store(), config, needs.clock());
    this.downloads = new Downloads(needs.files(), needs.contents());
    this.collection = new Collection(needs.garbage(), needs.store(), config.grace());
    this.received = needs.meters().counter("muster.files.received.bytes");
    this.collected = needs.meters().counter("muster.files.collected.bytes");
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    verification = new Verification(vertx, needs.contents(), needs.uploads());
    bucket = Loop.start(vertx, "bucket", BUCKET_EVERY, this::lookAfterBucket);
    needs.link().onChange(change -> bucket.wake());
    collector = Loop.start(vertx, LEASE, config.collectEvery(), this::collect);
    return Future.all(
        List.of(
            bus.serve(FilesApi.BEGIN, uploads::begin),
            bus.serve(FilesApi.PUT, this::put),
            bus.serve(FilesApi.COMMIT, this::commit),
            bus.serve(FilesApi.GET, this::get),
            bus.serve(FilesApi.LIST, this::list),
            new Streams(vertx)
                .serve(FilesApi.DOWNLOAD, (request, caller, out) -> downloads.send(request, out)),
            bus.serve(FilesApi.DELETE, this::delete),
            bus.serveNoting(FilesApi.DISTRIBUTE, this::distribute),
            bus.serve(FilesApi.HISTORY, this::history),
            bus.serve(FilesApi.GC, this::gc)));
  }

  @Override
  public Future<?> stop() {
    bucket.stop();
    collector.stop();
    return Future.succeededFuture();
  }

  private boolean lookAfterBucket() {
    if (needs.link().connected()) {
      Future.fromCompletionStage(needs.store().ensure(), vertx.getOrCreateContext()).await();
    }
    return false;
  }

  private boolean collect() {
    if (needs.leases().hold(LEASE, config.collectEvery()).isEmpty()) {
      return false;
    }
    GcResponse done = collection.run();
    collected.increment(done.getBytes());
    return done.getMore();
  }

  private PutChunkResponse put(PutChunkRequest request, Caller caller) {
    PutChunkResponse response = uploads.put(request);
    received.increment(request.getData().size());
    return response;
  }

  private File commit(CommitUploadRequest request, Caller caller) {
    UploadRow upload = needs.uploads().upload(request.getId());
    if (upload.fileId().isPresent()) {
      return FileMessages.file(needs.files().required(upload.fileId().get()));
    }
    Manifest content = verification.read(upload);
    String wanted =
        request.getSha256().isEmpty() ? upload.sha256().orElse("") : request.getSha256();
    try {
      if (!wanted.isEmpty() && !wanted.equals(content.sha256())) {
        throw Failure.invalid(
            "the content's SHA-256 is "
                + content.sha256()
                + " and not "
                + wanted
                + "; it was changed on the way, upload it again");
      }
      return FileMessages.file(needs.uploads().commit(upload, content, uploads.id()));
    } finally {
      verification.forget(upload.id());
    }
  }

  private File get(GetFileRequest request, Caller caller) {
    return FileMessages.file(needs.files().required(request.getId()));
  }

  private ListFilesResponse list(ListFilesRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    List<FileRow> rows =
        needs
            .files()
            .newest(request.getPageToken(), request.getName(), request.getSha256(), size + 1);
    ListFilesResponse.Builder response = ListFilesResponse.newBuilder();
    rows.stream().limit(size).forEach(row -> response.addFiles(FileMessages.file(row)));
    if (rows.size() > size) {
      response.setNextPageToken(rows.get(size - 1).id());
    }
    return response.build();
  }

  private DeleteFileResponse delete(DeleteFileRequest request, Caller caller) {
    if (!needs.files().delete(request.getId())) {
      throw Failure.notFound("there is no file '" + request.getId() + "'");
    }
    return DeleteFileResponse.getDefaultInstance();
  }

  private Job distribute(DistributeRequest request, Caller caller, Notes notes) {
    FileRow file = needs.files().required(request.getId());
    return bus.call(JobsApi.SUBMIT, FileMessages.job(file, request), caller, notes).await();
  }

  private HistoryResponse history(HistoryRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    List<FileHistory.Entry> entries =
        needs
            .history()
            .newest(
                new FileHistory.Query(
                    request.getPageToken(),
                    request.getPath(),
                    nodes(request.getTarget(), caller),
                    request.getPutOnly(),
                    size + 1));
    HistoryResponse.Builder response = HistoryResponse.newBuilder();
    entries.stream()
        .limit(size)
        .forEach(entry -> response.addPlacements(FileMessages.placement(entry)));
    if (entries.size() > size) {
      response.setNextPageToken(entries.get(size - 1).jobId());
    }
    return response.build();
  }

  private List<String> nodes(String target, Caller caller) {
    if (target.isEmpty()) {
      String[] seen = Sight.of(bus, caller).nodes();
      return seen == null ? null : List.of(seen);
    }
    PickResponse picked =
        bus.read(Internal.PICK, PickRequest.newBuilder().setTarget(target).build(), caller).await();
    List<String> nodes = new ArrayList<>(picked.getNodeIdsList());
    nodes.addAll(picked.getCordonedNodeIdsList());
    return nodes;
  }

  private GcResponse gc(GcRequest request, Caller caller) {
    if (request.getDryRun()) {
      return collection.preview();
    }
    GcResponse done = collection.run();
    collected.increment(done.getBytes());
    return done;
  }
}
