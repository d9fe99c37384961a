package io.muster.server.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.server.oidc.OidcConfig;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  private static final String CURRENT = "/api/v1/sessions/current";
  @TempDir Path folder;
  private House house;

  @BeforeEach
  void open() throws Exception {
    house = new House(folder, OidcConfig.NONE);
    house.user("alice", House.role("viewer"));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private HttpResponse<String> refresh(String token) throws Exception {
    return house.send(
        "POST", "/api/v1/sessions:refresh", null, new JsonObject().put("refreshToken", token));
  }

  private void awaitEnd(JsonObject session) {
    String token = session.getString("token");
    House.await(
        "the end of an access token",
        () -> {
          try {
            return house.status("GET", CURRENT, token, null) == 401;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aPasswordBeginsASessionThatSaysWhoAndWhat() throws Exception {
    JsonObject session = house.session("alice");
    JsonObject identity = house.call("GET", CURRENT, session.getString("token"), null);
    assertEquals("alice", identity.getString("user"));
    assertEquals("session", identity.getString("credential"));
    assertEquals(List.of("viewer"), identity.getJsonArray("roles").getList());
    assertTrue(identity.getJsonArray("permissions").contains("node:read"));
    assertEquals(403, house.status("GET", "/api/v1/users", session.getString("token"), null));
  }

  @Test
  void aWrongNameAndAWrongPasswordAreTheSameAnswer() throws Exception {
    var wrong = house.send("POST", "/api/v1/sessions:login", null, House.login("alice", "nope"));
    var nobody = house.send("POST", "/api/v1/sessions:login", null, House.login("mallory", "nope"));
    assertEquals(401, wrong.statusCode());
    assertEquals(401, nobody.statusCode());
    assertEquals(
        new JsonObject(wrong.body()).getString("detail"),
        new JsonObject(nobody.body()).getString("detail"));
    assertFalse(wrong.body().contains("nope"));
    assertFalse(house.audit.isEmpty(), "every attempt is in the audit trail");
    assertFalse(house.audit.toString().contains("nope"), "and its password is not");
    assertFalse(house.audit.toString().contains(House.PASSWORD));
  }

  @Test
  void aNameIsTriedOnlySoOften() throws Exception {
    int last = 0;
    for (int i = 0; i < 8 && last != 429; i++) {
      last =
          house.status("POST", "/api/v1/sessions:login", null, House.login("alice", "wrong" + i));
    }
    assertEquals(429, last);
    var right = House.login("alice", House.PASSWORD);
    assertEquals(429, house.status("POST", "/api/v1/sessions:login", null, right));
  }

  @Test
  void anAddressThatGuessesMustWait() throws Exception {
    int last = 0;
    for (int i = 0; i < 30 && last != 429; i++) {
      last =
          house.status("POST", "/api/v1/sessions:login", null, House.login("nobody" + i, "wrong"));
    }
    assertEquals(429, last);
  }

  @Test
  void aRefreshTokenWorksOnceAndItsSecondUseEndsTheSession() throws Exception {
    JsonObject first = house.session("alice");
    JsonObject second = new JsonObject(refresh(first.getString("refreshToken")).body());
    assertNotEquals(first.getString("refreshToken"), second.getString("refreshToken"));
    assertEquals(200, house.status("GET", CURRENT, second.getString("token"), null));
    assertEquals(401, refresh(first.getString("refreshToken")).statusCode());
    assertEquals(401, refresh(second.getString("refreshToken")).statusCode());
    awaitEnd(second);
  }

  @Test
  void ofTwoRefreshesAtOnceOneWins() throws Exception {
    String token = house.session("alice").getString("refreshToken");
    Callable<Integer> one = () -> refresh(token).statusCode();
    try (var pool = Executors.newFixedThreadPool(2)) {
      List<Integer> statuses = new java.util.ArrayList<>();
      for (var done : pool.invokeAll(List.of(one, one))) {
        statuses.add(done.get());
      }
      statuses.sort(null);
      assertEquals(List.of(200, 401), statuses);
    }
  }

  @Test
  void logoutEverywhereEndsEverySessionAndTokensOfPrograms() throws Exception {
    JsonObject here = house.session("alice");
    JsonObject there = house.session("alice");
    house.call(
        "POST",
        "/api/v1/sessions:logout",
        here.getString("token"),
        new JsonObject().put("everywhere", true));
    awaitEnd(here);
    awaitEnd(there);
    assertEquals(401, refresh(there.getString("refreshToken")).statusCode());
    house.session("alice");
  }

  @Test
  void logoutEndsOneSession() throws Exception {
    JsonObject here = house.session("alice");
    JsonObject there = house.session("alice");
    house.call("POST", "/api/v1/sessions:logout", here.getString("token"), new JsonObject());
    awaitEnd(here);
    assertEquals(200, house.status("GET", CURRENT, there.getString("token"), null));
  }

  @Test
  void aDisabledUserIsOut() throws Exception {
    JsonObject session = house.session("alice");
    String token =
        house
            .call(
                "POST", "/api/v1/users/alice/tokens", session.getString("token"), new JsonObject())
            .getString("token");
    assertEquals(200, house.status("GET", CURRENT, token, null));
    house.call("POST", "/api/v1/users/alice:disable", house.admin, new JsonObject());
    awaitEnd(session);
    awaitEnd(new JsonObject().put("token", token));
    var login = House.login("alice", House.PASSWORD);
    assertEquals(401, house.status("POST", "/api/v1/sessions:login", null, login));
  }

  @Test
  void theCookieIsForOnePathAndOneOrigin() throws Exception {
    JsonObject body = House.login("alice", House.PASSWORD).put("cookie", true);
    HttpResponse<String> login = house.send("POST", "/api/v1/sessions:login", null, body);
    assertEquals("", new JsonObject(login.body()).getString("refreshToken"), login.body());
    String cookie = login.headers().firstValue("set-cookie").orElseThrow();
    for (String attribute :
        List.of("HTTPOnly", "Secure", "SameSite=Strict", "Path=/api/v1/sessions:refresh")) {
      assertTrue(cookie.contains(attribute), cookie);
    }
    String pair = cookie.split(";")[0];
    String path = "/api/v1/sessions:refresh";
    HttpResponse<String> foreign =
        house.send(
            "POST", path, null, new JsonObject(), "cookie", pair, "origin", "https://evil.example");
    assertEquals(403, foreign.statusCode());
    HttpResponse<String> refreshed =
        house.send("POST", path, null, new JsonObject(), "cookie", pair);
    assertEquals(200, refreshed.statusCode(), refreshed.body());
    assertEquals("", new JsonObject(refreshed.body()).getString("refreshToken"));
    assertTrue(refreshed.headers().firstValue("set-cookie").isPresent());
    assertEquals(401, house.status("POST", path, null, new JsonObject()));
  }

  @Test
  void aPasswordIsChangedWithTheOldOne() throws Exception {
    JsonObject session = house.session("alice");
    JsonObject change =
        new JsonObject().put("oldPassword", "wrong").put("newPassword", "another fine password");
    String path = "/api/v1/sessions:changePassword";
    assertEquals(403, house.status("POST", path, session.getString("token"), change));
    change.put("oldPassword", House.PASSWORD).put("newPassword", "short");
    assertEquals(400, house.status("POST", path, session.getString("token"), change));
    change.put("newPassword", "another fine password");
    house.call("POST", path, session.getString("token"), change);
    awaitEnd(session);
    house.call(
        "POST", "/api/v1/sessions:login", null, House.login("alice", "another fine password"));
  }
}
