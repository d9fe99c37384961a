package io.muster.server.blob;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.link.Link;
import io.muster.link.NatsLink;
import io.muster.protocol.FilesApi;
import io.muster.protocol.JobsApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.BlobPiece;
import io.muster.protocol.agent.v1.BlobRequest;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.Job;
import io.muster.runtime.config.Size;
import io.muster.server.Stage;
import io.muster.server.files.FileHouse;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobVerticleTest {
  private static final int PIECE = BlobVerticle.PIECE;
  private static final Duration DECISION = Duration.ofMillis(200);

  @TempDir static Path dir;
  static FileHouse house;
  static NatsLink n1;
  static byte[] bytes = new byte[3_000_000];
  static File file;

  @BeforeAll
  static void open() throws Exception {
    house = new FileHouse(dir);
    house.node("n1");
    house.node("n2");
    n1 = house.stage.agent("n1");
    deploy(house.stage.link, 64L << 20, 4L << 20);
    new Random(1).nextBytes(bytes);
    var answer =
        house.send(house.request("/api/v1/files?name=big").POST(BodyPublishers.ofByteArray(bytes)));
    assertEquals(200, answer.statusCode(), () -> new String(answer.body()));
    file =
        File.newBuilder()
            .setId(new JsonObject(new String(answer.body())).getString("id"))
            .setSha256(new JsonObject(new String(answer.body())).getString("sha256"))
            .build();
  }

  private static String deploy(Link link, long total, long perNode) {
    return house.stage.deploy(
        new BlobVerticle(
            link,
            house.contents,
            house.files,
            new BlobConfig(new Size(total), new Size(perNode), DECISION, Duration.ofMillis(100)),
            Clock.systemUTC(),
            house.stage.meters));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static Job job() {
    return house.stage.call(
        FilesApi.DISTRIBUTE,
        DistributeRequest.newBuilder()
            .setId(file.getId())
            .setTarget("n1")
            .setPath("/opt/big")
            .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(600))
            .build());
  }

  private static BlobRequest.Builder request(String node, Job job, long offset, int pieces) {
    return BlobRequest.newBuilder()
        .setNodeId(node)
        .setTaskId(job.getId() + "-0")
        .setSha256(file.getSha256())
        .setOffset(offset)
        .setPieces(pieces);
  }

  /** Asks and gathers what comes on a private inbox of the node. */
  private static final class Asking implements AutoCloseable {
    final BlockingQueue<BlobPiece> pieces = new LinkedBlockingQueue<>();
    final String inbox;
    private final Link link;
    private final Link.Subscription subscription;

    Asking(Link link, String node) {
      this.link = link;
      this.inbox = Subjects.inboxPrefix(node) + "t" + System.nanoTime();
      subscription =
          link.subscribe(
              inbox,
              null,
              inbound -> {
                try {
                  pieces.add(BlobPiece.parseFrom(inbound.data()));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                  throw new IllegalStateException(e);
                }
              });
      link.flush(Duration.ofSeconds(5)).join();
    }

    void ask(BlobRequest.Builder request) {
      link.publish(Subjects.blob("n1"), inbox, request.build().toByteArray());
    }

    BlobPiece next() {
      try {
        BlobPiece piece = pieces.poll(20, TimeUnit.SECONDS);
        assertTrue(piece != null, "a piece or a refusal");
        return piece;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      subscription.close();
    }
  }

  @Test
  void givesTheContentWindowByWindow() {
    Job job = job();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (Asking asking = new Asking(n1, "n1")) {
      while (got.size() < bytes.length) {
        int before = got.size();
        asking.ask(request("n1", job, before, 8));
        while (got.size() < Math.min(bytes.length, before + 8 * PIECE)) {
          BlobPiece piece = asking.next();
          assertEquals(got.size(), piece.getOffset());
          assertEquals(bytes.length, piece.getSize());
          assertTrue(piece.getData().size() <= PIECE);
          got.writeBytes(piece.getData().toByteArray());
        }
      }
    }
    assertArrayEquals(bytes, got.toByteArray());
    Stage.await(
        "the end of what was under way",
        () -> house.stage.meters.get("muster.blob.in.flight.bytes").gauge().value() == 0);
  }

  @Test
  void refusesWhatNoOpenTaskOfTheNodeRefersTo() {
    Job job = job();
    try (Asking asking = new Asking(n1, "n1")) {
      asking.ask(request("n1", job, 0, 1).setSha256("0".repeat(64)));
      assertEquals("DENIED", asking.next().getRefusal().getCode());
      asking.ask(request("n1", job, 0, 1).setTaskId(job.getId() + "-1"));
      assertEquals("DENIED", asking.next().getRefusal().getCode());
      asking.ask(request("n1", job, 0, 1).setTaskId("nonsense"));
      assertEquals("DENIED", asking.next().getRefusal().getCode());
      asking.ask(request("n1", job, bytes.length, 1));
      assertEquals("INVALID", asking.next().getRefusal().getCode());
    }
  }

  @Test
  void stopsGivingToATaskThatWasCancelled() {
    Job job = job();
    try (Asking asking = new Asking(n1, "n1")) {
      asking.ask(request("n1", job, 0, 1));
      assertEquals(65_536, asking.next().getData().size(), "a piece ends with its chunk");
      house.stage.call(JobsApi.CANCEL, CancelJobRequest.newBuilder().setId(job.getId()).build());
      Stage.await(
          "the refusal",
          () -> {
            asking.ask(request("n1", job, 0, 1));
            return asking.next().getRefusal().getCode().equals("DENIED");
          });
    }
  }

  @Test
  void answersNobodyButTheNodeItself() throws Exception {
    Job job = job();
    List<String> stolen = new ArrayList<>();
    CountDownLatch heard = new CountDownLatch(1);
    try (Link.Subscription other =
        house.stage.link.subscribe(
            Subjects.inboxPrefix("n2") + ">",
            null,
            inbound -> {
              stolen.add(inbound.subject());
              heard.countDown();
            })) {
      double before = house.stage.count("muster.blob.refused");
      n1.publish(
          Subjects.blob("n1"),
          Subjects.inboxPrefix("n2") + "x",
          request("n1", job, 0, 8).build().toByteArray());
      n1.publish(
          Subjects.blob("n1"),
          Subjects.inboxPrefix("n2") + "x",
          request("n2", job, 0, 8).build().toByteArray());
      n1.publish(Subjects.blob("n1"), request("n1", job, 0, 8).build().toByteArray());
      Stage.await("three refusals", () -> house.stage.count("muster.blob.refused") == before + 3);
      assertEquals(List.of(), stolen);
    }
  }

  @Test
  void tellsWhoAsksForTooMuchAtOnceToWait() throws Exception {
    Job job = job();
    double before = house.stage.count("muster.blob.busy");
    try (Asking asking = new Asking(n1, "n1")) {
      int asked = 40;
      for (int i = 0; i < asked; i++) {
        asking.ask(request("n1", job, 0, 8));
      }
      int busy = 0;
      int windows = 0;
      while (busy + windows < asked) {
        BlobPiece piece = asking.next();
        if (piece.hasRefusal()) {
          assertEquals("BUSY", piece.getRefusal().getCode());
          assertTrue(piece.getRefusal().getRetryAfterMs() >= 50);
          busy++;
        } else if (piece.getOffset() == 8L * PIECE - FileHouse.CHUNK) {
          windows++;
        }
      }
      assertTrue(busy > 0, "two windows for one node at once, the others wait");
      assertEquals(before + busy, house.stage.count("muster.blob.busy"));
    }
  }

  @Test
  void readsAChunkOnceForAllWhoAskForIt() {
    Job job = job();
    double before = house.stage.count("muster.content.read");
    try (Asking asking = new Asking(n1, "n1")) {
      for (int i = 0; i < 5; i++) {
        asking.ask(request("n1", job, 20L * FileHouse.CHUNK, 1));
        asking.next();
      }
    }
    assertTrue(house.stage.count("muster.content.read") <= before + 1);
  }
}
