package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.muster.domain.access.Grant;
import io.muster.domain.access.Role;
import io.muster.protocol.Api;
import io.muster.protocol.internal.v1.RegistryProto;
import io.muster.protocol.v1.Access;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class AccessRulesTest {
  private static final Contract CONTRACT = Contract.of(Api.SERVICES);
  private static Door door;

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
  }

  @AfterAll
  static void close() throws IOException {
    door.close();
  }

  static Stream<Route> routes() {
    return CONTRACT.routes().stream();
  }

  private static int status(Route route, String token) {
    String path = route.path().text().replaceAll("\\{[^}]*}", "1");
    var request =
        door.request(path, token)
            .header("content-type", "application/json")
            .method(
                route.verb().name(),
                HttpRequest.BodyPublishers.ofString(route.takesBody() ? "{}" : ""));
    return door.send(request).statusCode();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void enforcesTheContractForEveryRole(Route route) {
    Access access = route.method().access();
    boolean open = access.getWhoCase() == Access.WhoCase.ANYONE;
    int stranger = status(route, null);
    assertEquals(open, stranger != 401, "without a credential: " + stranger);
    for (Role role : Role.values()) {
      boolean may =
          access.getWhoCase() != Access.WhoCase.PERMISSION
              || Grant.of(role).allows(access.getPermission());
      int status = status(route, TestServices.token(role.label()));
      assertEquals(may, status != 403 && status != 401, role + " got " + status);
    }
  }

  @Test
  void everyMethodHasARoute() {
    for (Method method : CONTRACT.methods()) {
      assertTrue(
          CONTRACT.routes().stream().anyMatch(route -> route.method() == method),
          method.address() + " has no google.api.http route");
    }
  }

  @Test
  void refusesAContractWithoutAccessRules() {
    var internal = List.of(RegistryProto.getDescriptor().findServiceByName("Registry"));
    var error = assertThrows(IllegalStateException.class, () -> Contract.of(internal));
    assertTrue(error.getMessage().contains("muster.internal.v1.Registry.Pick"), error.getMessage());
  }

  @ParameterizedTest
  @MethodSource("badCredentials")
  void refusesBadCredentials(String authorization) {
    var response =
        door.send(door.request("/api/v1/nodes/n1", null).header("authorization", authorization));
    assertEquals(401, response.statusCode(), response.body());
    assertEquals(
        "Bearer realm=\"muster\"", response.headers().firstValue("www-authenticate").get());
    assertEquals("UNAUTHENTICATED", new JsonObject(response.body()).getString("code"));
  }

  static Stream<String> badCredentials() {
    return Stream.of(
        "Basic YWRtaW46YWRtaW4=",
        "Bearer",
        "Bearer x",
        "Bearer mst_admin_" + "t".repeat(43),
        "Bearer mst_nobody_" + TestServices.SECRET,
        "Bearer mst_admin",
        "Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjpbImFkbWluIl0sImlzcyI6Im11c3RlciIsImF1ZCI6WyJtdXN0ZXIiXSwiZXhwIjo0MTAyNDQ0ODAwfQ.");
  }

  @Test
  void acceptsSessionsUntilTheyEnd() throws IOException {
    String pem = door.trust.jwtPrivatePem();
    String good = door.session("alice", List.of("viewer"), Instant.now().plusSeconds(60), pem);
    var response = door.send(door.request("/api/v1/nodes/n1", good));
    assertEquals(200, response.statusCode(), response.body());
    JsonObject node = new JsonObject(response.body());
    assertEquals("alice", node.getString("name"));
    assertEquals("[\"session\",\"viewer\"]", node.getJsonArray("groups").encode());
    String ended = door.session("alice", List.of("viewer"), Instant.now().minusSeconds(1), pem);
    assertEquals(401, door.send(door.request("/api/v1/nodes/n1", ended)).statusCode());
    try (Door other = Door.open()) {
      String foreign =
          other.session(
              "alice",
              List.of("admin"),
              Instant.now().plusSeconds(60),
              other.trust.jwtPrivatePem());
      assertEquals(401, door.send(door.request("/api/v1/nodes/n1", foreign)).statusCode());
    }
  }

  @Test
  void believesATokenForTheConfiguredTimeAndNoLonger() {
    door.services.tokens.put("brief", "viewer");
    String token = TestServices.token("brief");
    assertEquals(200, door.send(door.request("/api/v1/nodes/n1", token)).statusCode());
    door.services.tokens.remove("brief");
    Instant limit = Instant.now().plusSeconds(5);
    while (door.send(door.request("/api/v1/nodes/n1", token)).statusCode() != 401) {
      assertTrue(Instant.now().isBefore(limit), "a revoked token lives on");
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void slowsDownWhoeverGuesses() throws IOException {
    try (Door strict =
        Door.open(
            c ->
                new GatewayConfig(
                    c.host(),
                    c.port(),
                    c.tlsCertificate(),
                    c.tlsKey(),
                    c.clientCa(),
                    c.certificateRoles(),
                    c.plainHost(),
                    c.plainPort(),
                    c.bodyLimit(),
                    c.idleTimeout(),
                    java.time.Duration.ofSeconds(5),
                    c.certificateCheck(),
                    3,
                    c.corsOrigins(),
                    c.trustedProxies(),
                    c.proxyProtocol()))) {
      String good = TestServices.token("admin");
      assertEquals(200, strict.send(strict.request("/api/v1/nodes/n1", good)).statusCode());
      int last = 0;
      for (int i = 0; i < 8 && last != 429; i++) {
        last =
            strict
                .send(strict.request("/api/v1/nodes/n1", TestServices.token("guess" + i)))
                .statusCode();
      }
      assertEquals(429, last);
      assertEquals(200, strict.send(strict.request("/api/v1/nodes/n1", good)).statusCode());
    }
  }

  @Test
  void writesOneAuditLineWithoutSecrets() {
    Logger audit = (Logger) LoggerFactory.getLogger("audit");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Level before = audit.getLevel();
    audit.setLevel(Level.INFO);
    audit.addAppender(lines);
    try {
      door.call("PATCH", "/api/v1/nodes/n1/labels", "{}");
      door.get("/api/v1/nodes/n1");
      door.send(
          door.request("/api/v1/nodes/n1", TestServices.token("viewer"))
              .method("DELETE", HttpRequest.BodyPublishers.noBody()));
      awaitLines(lines, 2);
      assertEquals(2, lines.list.size(), lines.list.toString());
      assertEquals("node.label by admin: ok", lines.list.get(0).getFormattedMessage());
      assertEquals("node.remove by viewer: denied", lines.list.get(1).getFormattedMessage());
      String keys = lines.list.get(0).getKeyValuePairs().toString();
      assertTrue(keys.contains("address=\"127.0.0.1\"") && keys.contains("trace="), keys);
      assertFalse(keys.contains(TestServices.SECRET));
    } finally {
      audit.detachAppender(lines);
      audit.setLevel(before);
    }
  }

  /** The line is written once the answer is out, so it may come a moment after it. */
  private static void awaitLines(ListAppender<ILoggingEvent> lines, int count) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (lines.list.size() < count && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
