package io.muster.server.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.v1.AuditRow;
import io.muster.server.oidc.OidcConfig;
import io.muster.server.oidc.OidcProvider;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins through a real OpenID provider. */
class OidcTest {
  @TempDir Path folder;
  private final OpenIdProvider provider = new OpenIdProvider();
  private House house;
  private HttpClient browser;

  @BeforeEach
  void open() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "the-secret-of-the-client\n");
    OidcProvider test =
        new OidcProvider(
            Optional.of("Test"),
            provider.issuer(),
            "muster",
            Optional.of(secret),
            "openid profile email groups",
            "preferred_username",
            Optional.of("groups"),
            Map.of("sre", "operator"),
            true,
            Optional.empty());
    house = new House(folder, new OidcConfig(Optional.empty(), Map.of("test", test)));
    provider.start(house.uri("/auth/oidc/test/callback").toString());
    browser = OpenIdProvider.browser(house.tls);
  }

  @AfterEach
  void close() {
    browser.close();
    provider.close();
    house.close();
  }

  private URI start(String query) {
    return house.uri("/auth/oidc/test/start" + query);
  }

  @Test
  void aBrowserLogsInAndComesBackToWhereItWas() throws Exception {
    JsonObject listed = house.call("GET", "/api/v1/sessions/providers", null, null);
    assertEquals("Test", listed.getJsonArray("providers").getJsonObject(0).getString("title"));
    URI there = OpenIdProvider.location(OpenIdProvider.get(browser, start("")));
    assertTrue(there.getQuery().contains("code_challenge_method=S256"), there.toString());
    assertTrue(there.getQuery().contains("nonce="), there.toString());
    URI callback = provider.login(browser, start("?return=/nodes?x=1"), "alice");
    HttpResponse<String> done = OpenIdProvider.get(browser, callback);
    assertEquals(302, done.statusCode(), done.body());
    assertEquals("/nodes?x=1", done.headers().firstValue("location").orElseThrow());
    String cookie =
        done.headers().allValues("set-cookie").stream()
            .filter(one -> one.startsWith("muster_refresh="))
            .findFirst()
            .orElseThrow();
    assertTrue(cookie.contains("HTTPOnly") && cookie.contains("SameSite=Strict"), cookie);
    HttpResponse<String> session =
        house.send(
            "POST",
            "/api/v1/sessions:refresh",
            null,
            new JsonObject(),
            "cookie",
            cookie.split(";")[0]);
    JsonObject identity = new JsonObject(session.body()).getJsonObject("identity");
    assertEquals("alice", identity.getString("user"), session.body());
    assertEquals(List.of("operator"), identity.getJsonArray("roles").getList());
    assertEquals(401, OpenIdProvider.get(browser, callback).statusCode(), "a state works once");
  }

  @Test
  void theStateIsBoundToTheBrowser() throws Exception {
    URI callback = provider.login(browser, start(""), "alice");
    try (HttpClient other = OpenIdProvider.browser(house.tls)) {
      assertEquals(401, OpenIdProvider.get(other, callback).statusCode());
    }
    assertRefused("not begun in this browser");
  }

  @Test
  void whatTheProviderRefusesIsInTheAuditTrail() throws Exception {
    URI callback = provider.login(browser, start(""), "alice");
    String state = callback.getQuery().replaceAll(".*state=([^&]+).*", "$1");
    URI denied = house.uri("/auth/oidc/test/callback?error=access_denied&state=" + state);
    assertEquals(401, OpenIdProvider.get(browser, denied).statusCode());
    assertRefused("access_denied");
  }

  /** The last login ended without a session, and the audit trail says so. */
  private void assertRefused(String why) {
    AuditRow row = house.audit.getLast();
    assertEquals("session.login", row.getEvent());
    assertEquals("refused", row.getKind());
    assertEquals("unauthenticated", row.getOutcome());
    assertTrue(row.getMessage().contains(why), row.getMessage());
  }

  @Test
  void aCodeOfAnotherLoginIsRefused() throws Exception {
    URI first = provider.login(browser, start(""), "alice");
    String code = first.getQuery().replaceAll(".*code=([^&]+).*", "$1");
    try (HttpClient other = OpenIdProvider.browser(house.tls)) {
      URI second = provider.login(other, start(""), "bob");
      String state = second.getQuery().replaceAll(".*state=([^&]+).*", "$1");
      URI mixed = house.uri("/auth/oidc/test/callback?code=" + code + "&state=" + state);
      HttpResponse<String> refused = OpenIdProvider.get(other, mixed);
      assertTrue(refused.statusCode() >= 400, "PKCE and nonce hold: " + refused.statusCode());
    }
  }

  @Test
  void itRedirectsToPathsOfThisHostOnly() throws Exception {
    for (String path :
        List.of("https://evil.example/", "//evil.example", "/%5Cevil.example", "x")) {
      assertEquals(400, OpenIdProvider.get(browser, start("?return=" + path)).statusCode(), path);
    }
    assertEquals(400, OpenIdProvider.get(browser, start("?loopback=80&challenge=x")).statusCode());
  }

  @Test
  void theCommandLineRedeemsItsCodeOnceAndWithItsSecret() throws Exception {
    String verifier = "v".repeat(50);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    URI callback =
        provider.login(browser, start("?loopback=45678&challenge=" + challenge), "alice");
    URI back = OpenIdProvider.location(OpenIdProvider.get(browser, callback));
    assertEquals("127.0.0.1:45678", back.getAuthority());
    String code = back.getQuery().substring("code=".length());
    JsonObject redeem = new JsonObject().put("code", code).put("verifier", verifier);
    JsonObject session = house.call("POST", "/api/v1/sessions:redeem", null, redeem);
    assertEquals("alice", session.getJsonObject("identity").getString("user"));
    assertEquals(401, house.status("POST", "/api/v1/sessions:redeem", null, redeem));
  }

  @Test
  void whoIsDisabledStaysOut() throws Exception {
    OpenIdProvider.get(browser, provider.login(browser, start(""), "bob"));
    house.call("POST", "/api/v1/users/bob:disable", house.admin, new JsonObject());
    try (HttpClient again = OpenIdProvider.browser(house.tls)) {
      URI callback = provider.login(again, start(""), "bob");
      assertEquals(403, OpenIdProvider.get(again, callback).statusCode());
    }
  }
}
