package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.runtime.config.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the gateway takes for the caller when others speak for him. */
class OriginsTest {
  private static GatewayConfig with(
      GatewayConfig c, List<String> trustedProxies, boolean proxyProtocol) {
    return new GatewayConfig(
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
        c.tokenCache(),
        c.certificateCheck(),
        c.authFailuresPerMinute(),
        c.corsOrigins(),
        trustedProxies,
        proxyProtocol);
  }

  /** The status line of {@code /metrics}, which is free to callers on this machine only. */
  private static String metrics(Door door, String before, String headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", door.verticle.plainPort())) {
      String request = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
      byte[] bytes = (before + request + headers + "\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(bytes);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.lines().findFirst().orElse("nothing");
    }
  }

  private static void free(String status) {
    assertTrue(status.endsWith("200 OK"), status);
  }

  private static void refused(String status) {
    assertTrue(status.contains(" 401 "), status);
  }

  @Test
  void believesForwardedForOfTrustedProxiesOnly() throws IOException {
    String foreign = "X-Forwarded-For: 203.0.113.9\r\n";
    try (Door door = Door.open()) {
      free(metrics(door, "", foreign));
    }
    List<String> proxies = List.of("127.0.0.0/8", "10.0.0.5");
    try (Door door = Door.open(c -> with(c, proxies, false))) {
      free(metrics(door, "", ""));
      refused(metrics(door, "", foreign));
      refused(metrics(door, "", "X-Forwarded-For: 127.0.0.1, 203.0.113.9\r\n"));
      refused(metrics(door, "", "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.9\r\n"));
      refused(metrics(door, "", "X-Forwarded-For: 203.0.113.9, 10.0.0.5\r\n"));
      free(metrics(door, "", "X-Forwarded-For: 203.0.113.9, nonsense\r\n"));
    }
  }

  @Test
  void believesTheProxyProtocolWhenToldSo() throws IOException {
    String proxied = "PROXY TCP4 203.0.113.9 127.0.0.1 4711 443\r\n";
    try (Door door = Door.open(c -> with(c, List.of(), true))) {
      refused(metrics(door, proxied, ""));
      free(metrics(door, proxied.replace("203.0.113.9", "127.0.0.1"), ""));
      assertEquals("nothing", metrics(door, "", ""), "it must be said who calls");
    }
    try (Door door = Door.open()) {
      String status = metrics(door, proxied, "");
      assertTrue(status.contains(" 400 ") || status.equals("nothing"), status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "example.org", "10.0.0.5/33", "10.0.0.5/x", "fd00::/129", "10.0.0"})
  void refusesWhatIsNoAddressOrNetwork(String text) {
    String said = assertThrows(ConfigException.class, () -> Origins.rule(text)).getMessage();
    assertTrue(said.contains("'" + text + "'") && said.contains("10.0.0.0/24"), said);
  }

  @Test
  void knowsNetworksOfBothKinds() {
    assertEquals(
        List.of(true, false),
        List.of(
            Origins.rule("fd00::/8").matches(new InetSocketAddress("fd12::1", 0)),
            Origins.rule("10.1.0.0/16").matches(new InetSocketAddress("10.2.0.1", 0))));
  }
}
