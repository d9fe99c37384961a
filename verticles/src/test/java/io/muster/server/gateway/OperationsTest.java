package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.runtime.config.ConfigException;
import io.muster.trust.Tls;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static Door door;

  @BeforeAll
  static void open() throws IOException {
    door = Door.open();
  }

  @AfterAll
  static void close() throws IOException {
    door.close();
  }

  @Test
  void tellsHealthAndReadinessToEverybody() {
    assertEquals(200, door.send(door.request("/healthz", null)).statusCode());
    assertEquals(200, door.send(door.request("/readyz", null)).statusCode());
    door.checks.put("nats", false);
    var notReady = door.send(door.request("/readyz", null));
    door.checks.remove("nats");
    assertEquals(503, notReady.statusCode());
    assertEquals(false, new JsonObject(notReady.body()).getJsonObject("checks").getBoolean("nats"));
  }

  @Test
  void showsMetricsByMethodFaceAndCode() {
    door.get("/api/v1/nodes/n1");
    door.get("/api/v1/nodes/missing");
    String text = door.send(door.request("/metrics", null)).body();
    assertTrue(text.contains("code=\"ok\",face=\"rest\",method=\"muster.v1.Nodes/Get\""), text);
    assertTrue(text.contains("code=\"not_found\""), text);
    assertEquals(401, door.send(door.request("/metrics", "x")).statusCode());
  }

  @Test
  void describesEveryMethodInOpenApi() {
    assertEquals(401, door.send(door.request("/openapi.json", null)).statusCode());
    JsonObject api = new JsonObject(door.get("/openapi.json").body());
    assertEquals("3.1.0", api.getString("openapi"));
    String text = api.encode();
    for (Method method : Contract.of(io.muster.protocol.Api.SERVICES).methods()) {
      String id = method.descriptor().getService().getName() + "_" + method.descriptor().getName();
      assertTrue(text.contains("\"operationId\":\"" + id + "\""), id);
    }
    JsonObject submit =
        api.getJsonObject("paths").getJsonObject("/api/v1/jobs").getJsonObject("post");
    assertEquals("task:execute", submit.getString("x-permission"));
    assertTrue(submit.getString("description").startsWith("Freezes the nodes"));
    JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");
    java.util.regex.Matcher references =
        java.util.regex.Pattern.compile("#/components/schemas/([A-Za-z.]+)").matcher(text);
    while (references.find()) {
      assertTrue(schemas.containsKey(references.group(1)), references.group(1));
    }
  }

  @Test
  void servesTheSameWithoutTlsOnLoopback() throws Exception {
    var plain = java.net.URI.create("http://127.0.0.1:" + door.verticle.plainPort() + "/healthz");
    var response =
        door.client.send(
            java.net.http.HttpRequest.newBuilder(plain).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode());
    var error =
        assertThrows(
            ConfigException.class,
            () ->
                Door.open(
                    c ->
                        new GatewayConfig(
                            c.host(),
                            c.port(),
                            c.tlsCertificate(),
                            c.tlsKey(),
                            c.clientCa(),
                            c.certificateRoles(),
                            "0.0.0.0",
                            c.plainPort(),
                            c.bodyLimit(),
                            c.idleTimeout(),
                            c.tokenCache(),
                            c.certificateCheck(),
                            c.authFailuresPerMinute(),
                            c.corsOrigins(),
                            c.trustedProxies(),
                            c.proxyProtocol())));
    assertTrue(error.getMessage().contains("0.0.0.0"), error.getMessage());
  }

  @Test
  void takesANewCertificateWithoutARestart() throws Exception {
    BigInteger before = serial();
    Files.delete(door.trust.serverCertificate());
    door.trust.ensure(
        Set.of("localhost", "127.0.0.1", "new.example"), Set.of("localhost"), Instant.now());
    Instant limit = Instant.now().plusSeconds(15);
    while (serial().equals(before)) {
      assertTrue(Instant.now().isBefore(limit), "the old certificate stays in use");
      LockSupport.parkNanos(50_000_000);
    }
    assertNotEquals(before, serial());
  }

  private static BigInteger serial() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            Tls.trusting(door.trust.caPem())
                .getSocketFactory()
                .createSocket("127.0.0.1", door.verticle.port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }
}
