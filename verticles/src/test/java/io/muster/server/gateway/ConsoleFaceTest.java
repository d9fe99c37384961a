package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleFaceTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final Pattern SCRIPT =
      Pattern.compile("src=\"(/assets/([0-9a-f]{16})/main\\.js)\"");

  private static Door door;

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
  }

  @AfterAll
  static void close() throws IOException {
    door.close();
  }

  private static HttpRequest.Builder page(String path) {
    return door.request(path, null).header("accept", BROWSER);
  }

  private static Matcher script() {
    Matcher script = SCRIPT.matcher(door.send(page("/")).body());
    assertTrue(script.find());
    return script;
  }

  @Test
  void givesBrowsersThePageAtEveryAddressThatNothingElseAnswers() {
    String index = door.send(page("/")).body();
    assertTrue(index.startsWith("<!doctype html>"), index);
    HttpResponse<String> deep = door.send(page("/nodes/web-1?tab=facts"));
    assertEquals(200, deep.statusCode());
    assertEquals(index, deep.body());
    String policy = deep.headers().firstValue("content-security-policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals(404, door.send(page("/api/v1/nosuch")).statusCode());
    assertEquals("{\"status\":\"ok\"}", door.send(page("/healthz")).body());
  }

  @Test
  void tellsProgramsWhereTheApiIs() {
    assertTrue(door.send(door.request("/", null)).body().contains("\"api\":\"/api/v1\""));
    HttpResponse<String> missing = door.send(door.request("/nosuch", null));
    assertEquals(404, missing.statusCode());
    assertTrue(missing.body().contains("\"traceId\""), missing.body());
  }

  @Test
  void letsBrowsersKeepFilesForEverAndThePageUntilItChanges() {
    HttpResponse<String> asset = door.send(door.request(script().group(1), null));
    assertEquals(200, asset.statusCode());
    assertTrue(asset.headers().firstValue("cache-control").orElseThrow().contains("immutable"));
    assertEquals(
        "text/javascript; charset=utf-8", asset.headers().firstValue("content-type").orElseThrow());
    String etag = door.send(page("/")).headers().firstValue("etag").orElseThrow();
    assertEquals(304, door.send(page("/").header("if-none-match", etag)).statusCode());
  }

  @Test
  void compressesForThoseWhoTakeIt() {
    HttpResponse<String> plain = door.send(door.request(script().group(1), null));
    HttpResponse<String> small =
        door.send(door.request(script().group(1), null).header("accept-encoding", "gzip, br"));
    assertEquals("gzip", small.headers().firstValue("content-encoding").orElseThrow());
    assertTrue(plain.headers().firstValue("content-encoding").isEmpty());
  }

  @Test
  void doesNotLetAnotherVersionBeKept() {
    HttpResponse<String> other = door.send(door.request("/assets/0000000000000000/main.js", null));
    assertEquals(200, other.statusCode());
    assertEquals("no-store", other.headers().firstValue("cache-control").orElseThrow());
  }

  @Test
  void givesOutNothingButItsFiles() {
    String version = script().group(2);
    for (String path :
        new String[] {
          "nosuch.js", "%2e%2e/%2e%2e/server.reference.yaml", "vendor/preact.d.ts", ""
        }) {
      assertEquals(
          404, door.send(door.request("/assets/" + version + "/" + path, null)).statusCode(), path);
    }
  }

  @Test
  void changesItsVersionWithAnyFile() {
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put("index.html", "<script src=/assets/current/a.js>".getBytes(StandardCharsets.UTF_8));
    files.put("a.js", new byte[] {1});
    ConsoleFiles before = ConsoleFiles.of(files);
    files.put("a.js", new byte[] {2});
    ConsoleFiles after = ConsoleFiles.of(files);
    assertNotEquals(before.version(), after.version());
    assertEquals(
        "<script src=/assets/" + after.version() + "/a.js>",
        after.index().plain().toString(StandardCharsets.UTF_8));
  }
}
