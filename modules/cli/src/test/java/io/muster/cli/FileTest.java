package io.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTest {
  private static final String CONTENT = "0123456789abcdefghijABC";
  private static final String FILE =
      "{\"id\":\"f1\",\"name\":\"src\",\"size\":\"23\",\"sha256\":\"%s\"}";

  @TempDir static Path directory;
  static Path keys;
  static Path src;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = FakeServer.keys(directory);
    src = Files.writeString(directory.resolve("src"), CONTENT);
  }

  private static String sha() throws IOException {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(CONTENT.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  /** A control plane with chunks of ten bytes, of which it has some. */
  private static FakeServer.Answer plane(String begun) {
    return (call, exchange) -> {
      if (call.uri().equals("/api/v1/files/uploads")) {
        FakeServer.json(exchange, 200, begun);
      } else if (call.uri().contains("/events")) {
        FakeServer.lines(
            exchange,
            false,
            Events.output(1, "a", "stdout", "+new\\n"),
            Events.end(2, "a", "succeeded", 0),
            Events.over(3, "succeeded", 1));
      } else if (call.uri().contains("/commit")) {
        FakeServer.json(exchange, 200, FILE.formatted(sha()));
      } else if (call.uri().contains("/history")) {
        FakeServer.json(exchange, 200, "{\"placements\":[{\"jobId\":\"j0\",\"path\":\"/etc/x\"}]}");
      } else if (call.uri().contains("/tasks")) {
        FakeServer.json(exchange, 200, "{\"tasks\":[{\"nodeId\":\"a\"},{\"nodeId\":\"b\"}]}");
      } else {
        FakeServer.json(exchange, 200, Events.job(1));
      }
    };
  }

  private static CliRun run(FakeServer server, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server",
                server.url(),
                "--token",
                "t",
                "--ca",
                directory.resolve("ca.crt").toString(),
                "file"));
    all.addAll(List.of(arguments));
    return CliRun.of(all.toArray(String[]::new));
  }

  private static List<FakeServer.Call> calls(FakeServer server, String part) {
    return server.calls.stream().filter(call -> call.uri().contains(part)).toList();
  }

  @Test
  void sendsOnlyTheChunksThatAreMissingAndThenFollowsTheJob() throws Exception {
    String begun = "{\"id\":\"u1\",\"chunkSize\":10,\"received\":[\"10\"]}";
    try (FakeServer server = new FakeServer(keys, plane(begun))) {
      CliRun run =
          run(
              server,
              "apply",
              "--src",
              src.toString(),
              "--dest",
              "/etc/x",
              "-t",
              "a",
              "--mode",
              "0600",
              "--template",
              "--var",
              "k=v",
              "--reload",
              "true");
      assertEquals(Exit.OK, run.exit(), run.err());
      assertTrue(run.out().startsWith("+new\n1/1 nodes"), run.out());
      List<FakeServer.Call> chunks = calls(server, "/chunks/");
      assertEquals(
          List.of("/api/v1/files/uploads/u1/chunks/0", "/api/v1/files/uploads/u1/chunks/20"),
          chunks.stream().map(FakeServer.Call::uri).toList());
      assertEquals(
          List.of("0123456789", "ABC"), chunks.stream().map(FakeServer.Call::body).toList());
      Fields body = body(calls(server, "/distribute").getFirst());
      assertEquals("/etc/x", body.text("path"));
      assertEquals("0600", body.text("mode"));
      assertEquals("v", body.object("variables").text("k"));
      assertFalse(body.has("dryRun"));
    }
  }

  private static Fields body(FakeServer.Call call) throws IOException {
    return Fields.of(Json.parse(call.body().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void sendsNothingOfContentThatIsThereAndPreviewsAsADryRun() throws Exception {
    String begun = "{\"id\":\"\",\"chunkSize\":10,\"file\":" + FILE.formatted(sha()) + "}";
    try (FakeServer server = new FakeServer(keys, plane(begun))) {
      CliRun run =
          run(server, "apply", "--src", src.toString(), "--dest", "/etc/x", "-t", "a", "--plan");
      assertEquals(Exit.OK, run.exit(), run.err());
      assertEquals(List.of(), calls(server, "/chunks/"));
      assertTrue(body(calls(server, "/distribute").getFirst()).flag("dryRun"));
    }
  }

  @Test
  void refusesAFileWithAnotherHashBeforeItCallsAnybody() throws Exception {
    try (FakeServer server = new FakeServer(keys, plane("{}"))) {
      CliRun run =
          run(
              server,
              "apply",
              "--src",
              src.toString(),
              "--dest",
              "/etc/x",
              "-t",
              "a",
              "--sha256",
              "00");
      assertEquals(Exit.USAGE, run.exit());
      assertTrue(run.err().contains(sha()), run.err());
      assertEquals(
          Exit.USAGE, run(server, "apply", "--src", "/nope", "--dest", "/etc/x", "-t", "a").exit());
      assertEquals(
          Exit.USAGE,
          run(server, "apply", "--src", src.toString(), "--dest", "etc/x", "-t", "a").exit());
      assertEquals(List.of(), server.calls);
    }
  }

  @Test
  void rollbackTakesBackTheNewestJobOnTheNodesThatItHad() throws Exception {
    try (FakeServer server = new FakeServer(keys, plane("{}"))) {
      CliRun run = run(server, "rollback", "--dest", "/etc/x", "--yes");
      assertEquals(Exit.OK, run.exit(), run.err());
      Fields body = body(server.calls.stream().filter(c -> c.key() != null).findFirst().get());
      assertEquals("a,b", body.text("target"));
      assertEquals("j0", body.object("undo").text("jobId"));
      assertTrue(calls(server, "/history").getFirst().uri().contains("putOnly=true"));
    }
  }

  @Test
  void downloadGoesOnWhereItWasCutAndChecksTheHash() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    FakeServer.Answer cutting =
        (call, exchange) -> {
          if (!call.uri().contains("/download")) {
            FakeServer.json(exchange, 200, FILE.formatted(sha()));
            return;
          }
          int from = from(exchange);
          byte[] rest = CONTENT.substring(from).getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(206, rest.length);
          if (tries.incrementAndGet() == 1) {
            exchange.getResponseBody().write(rest, 0, 7);
            exchange.getResponseBody().flush();
            throw new IOException("cut on purpose");
          }
          exchange.getResponseBody().write(rest);
          exchange.close();
        };
    Path to = directory.resolve("got");
    try (FakeServer server = new FakeServer(keys, cutting)) {
      CliRun run = run(server, "get", "f1", "-o", to.toString());
      assertEquals(Exit.OK, run.exit(), run.err());
      assertEquals(CONTENT, Files.readString(to));
      assertEquals(2, tries.get());
    }
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }
}
