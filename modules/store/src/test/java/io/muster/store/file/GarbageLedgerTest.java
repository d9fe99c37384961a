package io.muster.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.Ulid;
import io.muster.domain.rollout.RolloutNode;
import io.muster.domain.task.TaskMachine;
import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.FileWork;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.Work;
import io.muster.runtime.Failure;
import io.muster.store.TestStore;
import io.muster.store.file.UploadLedger.Wish;
import io.muster.store.job.JobLedger;
import io.muster.store.job.NewJob;
import io.muster.store.rollout.NewRollout;
import io.muster.store.rollout.RolloutLedger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GarbageLedgerTest {
  private static final Duration GRACE = Duration.ofHours(1);
  private static final Duration TTL = Duration.ofHours(24);
  private static TestStore store;
  private static UploadLedger uploads;
  private static FileLedger files;
  private static GarbageLedger garbage;
  private static final Random RANDOM = new Random(11);
  private int count;

  @BeforeAll
  static void open() {
    store = TestStore.open();
    uploads = new UploadLedger(store.database, TTL);
    files = new FileLedger(store.database);
    garbage = new GarbageLedger(store.database);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private UploadRow begin() {
    String id = "u" + RANDOM.nextLong(Long.MAX_VALUE);
    Wish wish = new Wish("f", Optional.empty(), Optional.empty(), "me");
    return store.run(() -> uploads.begin(id, "f" + id, wish, 10, TTL.toMillis())).upload();
  }

  private String hash() {
    return "%064x".formatted(RANDOM.nextLong(Long.MAX_VALUE));
  }

  private void put(UploadRow upload, long start, String chunk) {
    String object = "o" + RANDOM.nextLong(Long.MAX_VALUE);
    store.run(
        () -> {
          uploads.announce(object, 10);
          uploads.stored(upload, start, chunk, object, 10);
          return null;
        });
  }

  private FileRow commit(UploadRow upload, String sha256) {
    return store.run(
        () -> {
          List<Manifest.Part> parts = uploads.parts(upload.id());
          return uploads.commit(
              upload, new Manifest(sha256, 10L * parts.size(), parts), "f" + upload.id() + count++);
        });
  }

  private static void age() {
    store.run(
        () -> {
          store.database.query("UPDATE chunk SET touched_at = now() - interval '2 hours'");
          store.database.query("UPDATE artifact SET touched_at = now() - interval '2 hours'");
          store.database.query("UPDATE loose_object SET since = now() - interval '2 hours'");
          return null;
        });
  }

  private static void collect() {
    store.run(
        () -> {
          garbage.expireUploads();
          garbage.removeArtifacts(GRACE, 100);
          garbage.removeChunks(GRACE, 100);
          return null;
        });
  }

  private static long count(String sql, Object... parameters) {
    return store.run(() -> store.database.query(sql, parameters).iterator().next().getLong(0));
  }

  private static boolean stored(String chunk) {
    return count("SELECT count(*) FROM chunk WHERE sha256 = $1", chunk) == 1;
  }

  @Test
  void keepsWhatAFileAnUploadOrTheGraceKeeps() {
    String ofFile = hash();
    String ofUpload = hash();
    String young = hash();
    String old = hash();
    UploadRow first = begin();
    put(first, 0, ofFile);
    FileRow file = commit(first, hash());
    put(begin(), 0, ofUpload);
    UploadRow gone = begin();
    put(gone, 0, old);
    store.run(() -> store.database.query("DELETE FROM upload WHERE id = $1", gone.id()));
    age();
    UploadRow late = begin();
    put(late, 0, young);
    store.run(() -> store.database.query("DELETE FROM upload WHERE id = $1", late.id()));
    GarbageLedger.Found preview = store.run(() -> garbage.preview(GRACE));
    assertTrue(preview.chunks() >= 1 && stored(old));
    collect();
    assertTrue(stored(ofFile) && stored(ofUpload) && stored(young));
    assertFalse(stored(old));
    store.run(() -> files.delete(file.id()));
    age();
    assertEquals(1, store.run(() -> garbage.preview(GRACE)).artifacts());
    collect();
    assertFalse(stored(ofFile));
    assertTrue(store.run(() -> garbage.doomed(TTL, 100)).size() >= 2, "their objects are to go");
  }

  /** Also between two of its batches, when no job refers to it. */
  @Test
  void aRolloutHoldsItsContentUntilItIsRolledBackOrForgotten() {
    String chunk = hash();
    UploadRow upload = begin();
    put(upload, 0, chunk);
    FileRow file = commit(upload, hash());
    Instant now = Instant.now();
    StartRolloutRequest spec =
        StartRolloutRequest.newBuilder()
            .setName("r" + chunk.substring(40))
            .setTarget("all")
            .setFile(FileWork.newBuilder().setPath("/x").setSha256(file.sha256()))
            .build();
    RolloutLedger rollouts = new RolloutLedger(store.database);
    String id =
        store.run(
            () ->
                rollouts.create(
                    new NewRollout(
                        Ulid.next(now, new SecureRandom()),
                        spec,
                        1,
                        List.of(RolloutNode.waiting(0, "n1", 0)),
                        "me",
                        List.of("admin"),
                        "0",
                        now)));
    store.run(() -> files.delete(file.id()));
    for (String phase : List.of("running", "waiting", "failed", "succeeded", "rolling_back")) {
      store.run(() -> store.database.query("UPDATE rollout SET phase = $1", phase));
      age();
      collect();
      assertTrue(stored(chunk), "while it is " + phase);
    }
    store.run(
        () ->
            store.database.query(
                "UPDATE rollout SET phase = 'rolled_back', finished_at = now() WHERE id = $1", id));
    collect();
    assertFalse(stored(chunk));
    Failure missing =
        assertThrows(
            Failure.class,
            () ->
                store.run(
                    () ->
                        rollouts.create(
                            new NewRollout(
                                Ulid.next(now, new SecureRandom()),
                                spec.toBuilder().setName("again").build(),
                                1,
                                List.of(RolloutNode.waiting(0, "n1", 0)),
                                "me",
                                List.of("admin"),
                                "0",
                                now))));
    assertEquals(FailureCode.INVALID, missing.code());
  }

  @Test
  void anObjectWhoseWriterWasTooSlowIsNotUsed() {
    UploadRow upload = begin();
    store.run(
        () -> {
          uploads.announce("slow", 10);
          return null;
        });
    age();
    assertTrue(store.run(() -> garbage.doomed(Duration.ofMinutes(10), 100)).contains("slow"));
    Failure late =
        assertThrows(
            Failure.class,
            () ->
                store.run(
                    () -> {
                      uploads.stored(upload, 0, hash(), "slow", 10);
                      return null;
                    }));
    assertEquals(FailureCode.CONFLICT, late.code());
  }

  @Test
  void ofTwoWritersOfOneChunkTheSecondGivesItsObjectUp() {
    String chunk = hash();
    UploadRow upload = begin();
    put(upload, 0, chunk);
    long before = count("SELECT count(*) FROM loose_object WHERE doomed");
    put(upload, 10, chunk);
    assertEquals(before + 1, count("SELECT count(*) FROM loose_object WHERE doomed"));
    assertEquals(1, count("SELECT count(DISTINCT object) FROM chunk WHERE sha256 = $1", chunk));
  }

  /** A chunk that a collection is about to remove is either kept or not said to be there. */
  @Test
  void racesOfReuseAndCollectionLoseNothing() {
    int kept = 0;
    for (int i = 0; i < 60; i++) {
      String chunk = hash();
      UploadRow first = begin();
      put(first, 0, chunk);
      store.run(() -> store.database.query("DELETE FROM upload WHERE id = $1", first.id()));
      age();
      UploadRow second = begin();
      CompletableFuture<Boolean> reused = store.start(() -> uploads.reuse(second, 0, chunk));
      CompletableFuture<?> collected = store.start(() -> garbage.removeChunks(GRACE, 100));
      boolean there = reused.join();
      collected.join();
      assertEquals(there, stored(chunk), "round " + i);
      kept += there ? 1 : 0;
    }
    assertTrue(kept > 0, "the race was won at times");
  }

  /** A job is either refused, or its content stays. */
  @Test
  void racesOfSubmitAndCollectionLoseNothing() {
    Duration second = Duration.ofSeconds(1);
    JobLedger jobs =
        new JobLedger(
            store.database, new TaskMachine(second, second, second, second), Clock.systemUTC());
    for (int i = 0; i < 40; i++) {
      UploadRow upload = begin();
      put(upload, 0, hash());
      String sha256 = hash();
      FileRow file = commit(upload, sha256);
      store.run(() -> files.delete(file.id()));
      age();
      NewJob job = job(sha256);
      CompletableFuture<?> submitted = store.start(() -> jobs.submit(job));
      CompletableFuture<?> collected = store.start(() -> garbage.removeArtifacts(GRACE, 100));
      boolean accepted = true;
      try {
        submitted.join();
      } catch (CompletionException e) {
        assertEquals(FailureCode.INVALID, ((Failure) e.getCause()).code());
        accepted = false;
      }
      collected.join();
      assertEquals(accepted, store.run(() -> files.size(sha256)).isPresent(), "round " + i);
      assertEquals(accepted, store.run(() -> files.wanted("n1", job.id(), 0, sha256)));
      assertFalse(store.run(() -> files.wanted("n2", job.id(), 0, sha256)));
      if (accepted) {
        store.run(() -> jobs.cancel(job.id(), "enough"));
      }
      assertFalse(store.run(() -> files.wanted("n1", job.id(), 0, sha256)));
    }
  }

  private NewJob job(String sha256) {
    FileWork work = FileWork.newBuilder().setPath("/x").setSha256(sha256).build();
    return new NewJob(
        Ulid.next(Instant.now(), RANDOM),
        "",
        "n1",
        Work.newBuilder().setFile(work).build(),
        1,
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        "me",
        Instant.now(),
        "t",
        "",
        new byte[0],
        List.of(new NewJob.Pick("n1", true)));
  }
}
