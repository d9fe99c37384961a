package io.muster.server.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.protocol.FailureCode;
import io.muster.protocol.FilesApi;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.BeginUploadRequest;
import io.muster.protocol.v1.CommitUploadRequest;
import io.muster.protocol.v1.DeleteFileRequest;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.FileWork;
import io.muster.protocol.v1.GcRequest;
import io.muster.protocol.v1.GcResponse;
import io.muster.protocol.v1.HistoryRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.PutChunkRequest;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.UndoWork;
import io.muster.protocol.v1.Upload;
import io.muster.runtime.Failure;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesVerticleTest {
  @TempDir static Path dir;
  static FileHouse house;

  @BeforeAll
  static void open() throws Exception {
    house = new FileHouse(dir);
    house.node("n1");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static byte[] content(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sha(byte[] bytes) {
    return Verification.hex(Verification.sha256().digest(bytes));
  }

  private static Upload begin(String name, byte[] bytes) {
    return house.stage.call(
        FilesApi.BEGIN,
        BeginUploadRequest.newBuilder()
            .setName(name)
            .setSize(bytes.length)
            .setSha256(sha(bytes))
            .build());
  }

  private static PutChunkRequest chunk(Upload upload, byte[] bytes, int index) {
    int from = index * FileHouse.CHUNK;
    int to = Math.min(bytes.length, from + FileHouse.CHUNK);
    return PutChunkRequest.newBuilder()
        .setId(upload.getId())
        .setOffset(from)
        .setData(ByteString.copyFrom(bytes, from, to - from))
        .build();
  }

  private static File upload(String name, byte[] bytes) {
    Upload upload = begin(name, bytes);
    if (upload.hasFile()) {
      return upload.getFile();
    }
    for (int i = 0; i * FileHouse.CHUNK < bytes.length; i++) {
      house.stage.call(FilesApi.PUT, chunk(upload, bytes, i));
    }
    return commit(upload);
  }

  private static File commit(Upload upload) {
    return house.stage.call(
        FilesApi.COMMIT, CommitUploadRequest.newBuilder().setId(upload.getId()).build());
  }

  private static Failure refused(Upload upload) {
    return house.stage.fail(
        house.stage.start(
            FilesApi.COMMIT, CommitUploadRequest.newBuilder().setId(upload.getId()).build()));
  }

  private static byte[] download(String id) {
    HttpResponse<byte[]> answer = house.send(house.request("/api/v1/files/" + id + "/download"));
    assertEquals(200, answer.statusCode());
    assertEquals(
        answer.body().length, answer.headers().firstValueAsLong("content-length").orElse(-1));
    return answer.body();
  }

  @Test
  void uploadGoesOnAfterWhatIsThere() {
    byte[] bytes = content(1, 3 * FileHouse.CHUNK + 17);
    Upload first = begin("app.jar", bytes);
    house.stage.call(FilesApi.PUT, chunk(first, bytes, 2));
    house.stage.call(FilesApi.PUT, chunk(first, bytes, 0));
    Failure early = refused(first);
    assertEquals(FailureCode.INVALID, early.code());
    assertTrue(early.getMessage().contains("the bytes from 65536 to 131072 are missing"));

    Upload again = begin("app.jar", bytes);
    assertEquals(first.getId(), again.getId());
    assertEquals(List.of(0L, 2L * FileHouse.CHUNK), again.getReceivedList());
    house.stage.call(FilesApi.PUT, chunk(again, bytes, 1));
    house.stage.call(FilesApi.PUT, chunk(again, bytes, 3));
    house.stage.call(FilesApi.PUT, chunk(again, bytes, 3));
    File file = commit(again);
    assertEquals(sha(bytes), file.getSha256());
    assertEquals(bytes.length, file.getSize());
    assertEquals(file, commit(again), "a commit whose answer was lost is asked for again");
    assertArrayEquals(bytes, download(file.getId()));
    assertEquals(file, begin("app.jar", bytes).getFile(), "what is there is not uploaded again");
  }

  @Test
  void emptyFileIsAFile() {
    File file = upload("empty", new byte[0]);
    assertEquals(0, file.getSize());
    assertArrayEquals(new byte[0], download(file.getId()));
  }

  @Test
  void refusesContentWithAnotherHash() {
    byte[] bytes = content(2, 1000);
    Upload upload = begin("x", bytes);
    byte[] other = bytes.clone();
    other[500]++;
    house.stage.call(FilesApi.PUT, chunk(upload, other, 0));
    assertTrue(refused(upload).getMessage().contains(sha(other)));
    house.stage.call(FilesApi.PUT, chunk(upload, bytes, 0));
    assertEquals(sha(bytes), commit(upload).getSha256(), "the chunk was replaced");
  }

  @Test
  void refusesWhatIsTooLarge() {
    BeginUploadRequest large =
        BeginUploadRequest.newBuilder().setName("large").setSize(9 << 20).build();
    Failure tooLarge = house.stage.fail(house.stage.start(FilesApi.BEGIN, large));
    assertTrue(tooLarge.getMessage().contains("files.maxBytes allows 8388608"));
    Upload open =
        house.stage.call(
            FilesApi.BEGIN, BeginUploadRequest.newBuilder().setName("unknown").build());
    PutChunkRequest beyond =
        PutChunkRequest.newBuilder()
            .setId(open.getId())
            .setOffset(8 << 20)
            .setData(ByteString.copyFromUtf8("x"))
            .build();
    assertEquals(
        FailureCode.INVALID, house.stage.fail(house.stage.start(FilesApi.PUT, beyond)).code());
  }

  @Test
  void storesEqualChunksOnce() {
    byte[] one = content(3, 2 * FileHouse.CHUNK);
    byte[] two = Arrays.copyOf(one, 2 * FileHouse.CHUNK + 5);
    upload("one", one);
    long before = Long.parseLong(house.stage.value("SELECT count(*) FROM chunk"));
    upload("two", two);
    assertEquals(before + 1, Long.parseLong(house.stage.value("SELECT count(*) FROM chunk")));
  }

  @Test
  void takesAFormAndARawBodyWithoutHoldingThem() throws Exception {
    byte[] bytes = content(4, 5 * FileHouse.CHUNK + 3);
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"größe.bin\"\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(bytes);
    form.writeBytes(
        ("\r\n--b\r\nContent-Disposition: form-data; name=\"sha256\"\r\n\r\n"
                + sha(bytes)
                + "\r\n--b--\r\n")
            .getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> sent =
        house.send(
            house
                .request("/api/v1/files")
                .header("content-type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofByteArray(form.toByteArray())));
    assertEquals(200, sent.statusCode(), () -> new String(sent.body(), StandardCharsets.UTF_8));
    JsonObject file = new JsonObject(new String(sent.body(), StandardCharsets.UTF_8));
    assertEquals("größe.bin", file.getString("name"));
    assertEquals(sha(bytes), file.getString("sha256"));
    assertArrayEquals(bytes, download(file.getString("id")));

    byte[] raw = content(5, 2 * FileHouse.CHUNK);
    HttpResponse<byte[]> second =
        house.send(
            house.request("/api/v1/files?name=raw.bin").POST(BodyPublishers.ofByteArray(raw)));
    assertEquals(200, second.statusCode(), () -> new String(second.body(), StandardCharsets.UTF_8));
    assertEquals(sha(raw), new JsonObject(new String(second.body())).getString("sha256"));
  }

  @Test
  void refusesABodyWithAnotherHashAndOneThatIsTooLarge() {
    HttpResponse<byte[]> other =
        house.send(
            house
                .request("/api/v1/files?name=x&sha256=" + "0".repeat(64))
                .POST(BodyPublishers.ofString("hello")));
    assertEquals(400, other.statusCode());
    HttpResponse<byte[]> noFile =
        house.send(
            house
                .request("/api/v1/files")
                .header("content-type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("--b--\r\n")));
    assertEquals(400, noFile.statusCode());
    assertTrue(new String(noFile.body()).contains("the form has no file"));
  }

  @Test
  void chunksAreRawBodiesOverRest() {
    byte[] bytes = content(6, 70_000);
    Upload upload = begin("rest.bin", bytes);
    for (int i = 0; i < 2; i++) {
      PutChunkRequest chunk = chunk(upload, bytes, i);
      HttpResponse<byte[]> put =
          house.send(
              house
                  .request(
                      "/api/v1/files/uploads/" + upload.getId() + "/chunks/" + chunk.getOffset())
                  .header("content-type", "application/octet-stream")
                  .PUT(BodyPublishers.ofByteArray(chunk.getData().toByteArray())));
      assertEquals(200, put.statusCode(), () -> new String(put.body()));
      assertEquals(
          sha(chunk.getData().toByteArray()),
          new JsonObject(new String(put.body())).getString("sha256"));
    }
    assertEquals(sha(bytes), commit(upload).getSha256());
  }

  @Test
  void sendsTheRangeThatIsAskedFor() {
    byte[] bytes = content(7, 3 * FileHouse.CHUNK);
    String path = "/api/v1/files/" + upload("range", bytes).getId() + "/download";
    for (String[] one :
        new String[][] {
          {"bytes=10-19", "10", "20"},
          {"bytes=65530-65545", "65530", "65546"},
          {"bytes=196600-", "196600", "196608"},
          {"bytes=196600-999999", "196600", "196608"},
          {"bytes=-5", "196603", "196608"},
        }) {
      HttpResponse<byte[]> answer = house.send(house.request(path).header("range", one[0]));
      int from = Integer.parseInt(one[1]);
      int to = Integer.parseInt(one[2]);
      assertEquals(206, answer.statusCode(), one[0]);
      assertArrayEquals(Arrays.copyOfRange(bytes, from, to), answer.body(), one[0]);
      assertEquals(
          "bytes " + from + "-" + (to - 1) + "/196608",
          answer.headers().firstValue("content-range").orElse(""));
    }
    HttpResponse<byte[]> beyond = house.send(house.request(path).header("range", "bytes=196608-"));
    assertEquals(416, beyond.statusCode());
    assertEquals("bytes */196608", beyond.headers().firstValue("content-range").orElse(""));
    assertEquals(200, house.send(house.request(path).header("range", "lines=1-2")).statusCode());
  }

  @Test
  void distributeIsAJobThatKeepsItsContent() {
    byte[] bytes = content(8, 1234);
    File file = upload("conf", bytes);
    Job job =
        house.stage.call(
            FilesApi.DISTRIBUTE,
            DistributeRequest.newBuilder()
                .setId(file.getId())
                .setTarget("n1")
                .setPath("/etc/app.conf")
                .setMode("0640")
                .build());
    assertEquals(1234, job.getFile().getSize());
    assertEquals(file.getSha256(), job.getFile().getSha256());
    assertEquals("conf", job.getFile().getName());
    house.stage.call(FilesApi.DELETE, DeleteFileRequest.newBuilder().setId(file.getId()).build());
    house.stage.sql("UPDATE artifact SET touched_at = now() - interval '2 hours'");
    house.stage.sql("UPDATE chunk SET touched_at = now() - interval '2 hours'");
    gc();
    assertTrue(has(file.getSha256()), "a live job refers to it");
    var history =
        house.stage.call(
            FilesApi.HISTORY,
            HistoryRequest.newBuilder().setPath("/etc/app.conf").setTarget("n1").build());
    assertEquals(job.getId(), history.getPlacements(0).getJobId());
    assertEquals(
        1, history.getPlacements(0).getTasksMap().values().stream().mapToInt(i -> i).sum());

    Job undo =
        house.stage.call(
            JobsApi.SUBMIT,
            SubmitJobRequest.newBuilder()
                .setTarget("n1")
                .setUndo(UndoWork.newBuilder().setJobId(job.getId()))
                .build());
    assertEquals(
        job.getId(),
        house
            .stage
            .call(FilesApi.HISTORY, HistoryRequest.newBuilder().setPath("/etc/app.conf").build())
            .getPlacements(0)
            .getUndoes());
    house.stage.sql(
        "UPDATE job SET finished_at = now() WHERE id IN ('%s', '%s')"
            .formatted(job.getId(), undo.getId()));
    GcResponse preview =
        house.stage.call(FilesApi.GC, GcRequest.newBuilder().setDryRun(true).build());
    assertNotEquals(0, preview.getArtifacts());
    assertTrue(has(file.getSha256()), "a preview removes nothing");
    gc();
    assertFalse(has(file.getSha256()));
  }

  private static void gc() {
    while (house.stage.call(FilesApi.GC, GcRequest.getDefaultInstance()).getMore()) {
      // More than one call's worth.
    }
  }

  private static boolean has(String sha256) {
    return house.stage.value("SELECT 1 FROM artifact WHERE sha256 = '" + sha256 + "'") != null;
  }

  @Test
  void jobsNeedContentThatIsThere() {
    SubmitJobRequest request =
        SubmitJobRequest.newBuilder()
            .setTarget("n1")
            .setFile(FileWork.newBuilder().setPath("/x").setSha256("0".repeat(64)))
            .build();
    Failure failure = house.stage.fail(house.stage.start(JobsApi.SUBMIT, request));
    assertEquals(FailureCode.INVALID, failure.code());
    assertTrue(failure.getMessage().contains("upload the file first"));
    SubmitJobRequest undo =
        SubmitJobRequest.newBuilder()
            .setTarget("n1")
            .setUndo(UndoWork.newBuilder().setJobId("nope"))
            .build();
    assertTrue(
        house.stage.fail(house.stage.start(JobsApi.SUBMIT, undo)).getMessage().contains("nope"));
  }

  @Test
  void contentThatTheObjectStoreLostIsToBeUploadedAgain() {
    byte[] bytes = content(9, 100_000);
    File file = upload("lost", bytes);
    String object =
        house.stage.value(
            "SELECT c.object FROM chunk c JOIN artifact_chunk a ON a.chunk = c.sha256 WHERE a.artifact = '"
                + file.getSha256()
                + "' AND a.start = 0");
    house.stage.content.remove(object).join();
    HttpResponse<byte[]> gone =
        house.send(house.request("/api/v1/files/" + file.getId() + "/download"));
    assertEquals(503, gone.statusCode());
    assertTrue(new String(gone.body()).contains("upload the file again"));
    Upload again = begin("lost", bytes);
    assertFalse(again.hasFile());
    assertEquals(file, upload("lost", bytes));
    assertArrayEquals(bytes, download(file.getId()));
  }
}
