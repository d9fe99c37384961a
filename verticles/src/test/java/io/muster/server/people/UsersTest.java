package io.muster.server.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.server.oidc.OidcConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
  private static final String TEST = "labels[\"env\"] == \"test\"";
  @TempDir Path folder;
  private House house;

  @BeforeEach
  void open() throws Exception {
    house = new House(folder, OidcConfig.NONE);
    house.call(
        "POST",
        "/api/v1/environments",
        house.admin,
        new JsonObject().put("name", "test").put("target", TEST));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static JsonObject inTest(String role) {
    return House.role(role).put("environments", new JsonArray().add("test"));
  }

  private List<String> nodes(String token) throws Exception {
    return house.call("GET", "/api/v1/nodes", token, null).getJsonArray("nodes").stream()
        .map(node -> ((JsonObject) node).getString("id"))
        .toList();
  }

  @Test
  void whoIsLimitedNeitherSeesNorChangesOtherNodes() throws Exception {
    house.user("tom", inTest("operator"));
    String token = house.session("tom").getString("token");
    assertEquals(List.of("t1", "t2"), nodes(token));
    assertEquals(200, house.status("GET", "/api/v1/nodes/t1", token, null));
    assertEquals(404, house.status("GET", "/api/v1/nodes/p1", token, null));
    JsonObject all = new JsonObject().put("target", "all");
    assertEquals(
        List.of("t1", "t2"),
        house.call("POST", "/api/v1/nodes/select", token, all).getJsonArray("nodeIds").getList());
    JsonObject named = new JsonObject().put("target", "t1,p1");
    assertEquals(404, house.status("POST", "/api/v1/nodes/select", token, named));
    JsonObject label = new JsonObject().put("set", new JsonObject().put("a", "b"));
    assertEquals(200, house.status("PATCH", "/api/v1/nodes/t1/labels", token, label));
    for (String path : List.of("p1/cordon", "p1/uncordon")) {
      assertEquals(404, house.status("POST", "/api/v1/nodes/" + path, token, new JsonObject()));
    }
    assertEquals(404, house.status("PATCH", "/api/v1/nodes/p1/labels", token, label));
    assertEquals(
        404,
        house.status(
            "PATCH",
            "/api/v1/nodes/p1/groups",
            token,
            new JsonObject().put("add", new JsonArray().add("g"))));
    assertEquals(404, house.status("DELETE", "/api/v1/nodes/p1", token, null));
    assertEquals(
        403,
        house.status("POST", "/api/v1/join-tokens", token, new JsonObject()),
        "what belongs to no node is for those who have it everywhere");
    assertEquals(3, nodes(house.admin).size());
  }

  @Test
  void aPermissionCountsOnlyOnTheNodesItWasGivenFor() throws Exception {
    house.user("tom", inTest("operator"), House.role("viewer"));
    String token = house.session("tom").getString("token");
    assertEquals(3, nodes(token).size());
    assertEquals(200, house.status("POST", "/api/v1/nodes/t1/cordon", token, new JsonObject()));
    assertEquals(404, house.status("POST", "/api/v1/nodes/p1/cordon", token, new JsonObject()));
  }

  @Test
  void aChangedBindingCountsAtOnce() throws Exception {
    JsonObject tom = house.user("tom", House.role("viewer"));
    String token = house.session("tom").getString("token");
    assertEquals(3, nodes(token).size());
    house.call("POST", "/api/v1/users/tom/bindings", house.admin, inTest("viewer"));
    String id = tom.getJsonArray("bindings").getJsonObject(0).getString("id");
    house.call("DELETE", "/api/v1/users/tom/bindings/" + id, house.admin, null);
    House.await(
        "the narrower binding",
        () -> {
          try {
            return nodes(token).size() == 2;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void nobodyGivesMoreThanHeHasOrTakesOverWhoHasMore() throws Exception {
    house.call(
        "POST",
        "/api/v1/roles",
        house.admin,
        new JsonObject()
            .put("name", "people")
            .put("permissions", new JsonArray().add("user:manage").add("user:read")));
    house.user("boss", House.role("people"), inTest("operator"));
    house.user("root", House.role("admin"));
    String token = house.session("boss").getString("token");
    JsonObject eve = new JsonObject().put("name", "eve");
    eve.put("bindings", new JsonArray().add(House.role("operator")));
    assertEquals(403, house.status("POST", "/api/v1/users", token, eve));
    eve.put("bindings", new JsonArray().add(inTest("operator")));
    assertEquals(200, house.status("POST", "/api/v1/users", token, eve));
    assertEquals(
        403, house.status("POST", "/api/v1/users/boss/bindings", token, House.role("admin")));
    JsonObject password = new JsonObject().put("password", "taken over by boss");
    assertEquals(403, house.status("POST", "/api/v1/users/root:setPassword", token, password));
    assertEquals(403, house.status("POST", "/api/v1/users/root/tokens", token, new JsonObject()));
    assertEquals(403, house.status("DELETE", "/api/v1/users/root", token, null));
    JsonObject subjects = new JsonObject().put("subjects", new JsonArray().add("cn:boss"));
    assertEquals(403, house.status("POST", "/api/v1/users/root:setCertificates", token, subjects));
  }

  @Test
  void whoIsLimitedToAnEnvironmentDoesNotWidenIt() throws Exception {
    house.call(
        "POST",
        "/api/v1/roles",
        house.admin,
        new JsonObject()
            .put("name", "envs")
            .put("permissions", new JsonArray().add("environment:manage")));
    house.user("tom", House.role("envs"), inTest("operator"));
    String token = house.session("tom").getString("token");
    JsonObject wider = new JsonObject().put("name", "test").put("target", "all");
    assertEquals(403, house.status("POST", "/api/v1/environments", token, wider));
    assertEquals(409, house.status("DELETE", "/api/v1/environments/test", token, null));
    assertEquals(
        200, house.status("POST", "/api/v1/environments", token, wider.copy().put("name", "new")));
    assertEquals(200, house.status("POST", "/api/v1/environments", house.admin, wider));
  }

  @Test
  void aTokenOfAUserHasNeverMoreThanHe() throws Exception {
    JsonObject tom = house.user("tom", House.role("operator"));
    String session = house.session("tom").getString("token");
    JsonObject wanted =
        new JsonObject()
            .put("environments", new JsonArray().add("test"))
            .put("permissions", new JsonArray().add("node:read").add("user:manage"));
    String token =
        house.call("POST", "/api/v1/users/tom/tokens", session, wanted).getString("token");
    assertEquals(List.of("t1", "t2"), nodes(token));
    assertEquals(403, house.status("POST", "/api/v1/nodes/t1/cordon", token, new JsonObject()));
    assertEquals(403, house.status("GET", "/api/v1/users", token, null));
    assertEquals(
        403,
        house.status("POST", "/api/v1/users/tom/tokens", token, new JsonObject()),
        "a token does not make a better one");
    String id = tom.getJsonArray("bindings").getJsonObject(0).getString("id");
    house.call("DELETE", "/api/v1/users/tom/bindings/" + id, house.admin, null);
    House.await(
        "the token has as little as its user",
        () -> {
          try {
            return house.status("GET", "/api/v1/nodes", token, null) == 403;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    house.call("DELETE", "/api/v1/users/tom", house.admin, null);
    House.await(
        "the token ends with its user",
        () -> {
          try {
            return house.status("GET", "/api/v1/nodes", token, null) == 401;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void programsHaveScopedTokensToo() throws Exception {
    JsonObject wanted =
        new JsonObject()
            .put("name", "ci")
            .put("role", "operator")
            .put("target", TEST)
            .put("permissions", new JsonArray().add("node:read"));
    JsonObject made = house.call("POST", "/api/v1/api-tokens", house.admin, wanted);
    assertEquals(List.of("t1", "t2"), nodes(made.getString("token")));
    assertTrue(house.call("GET", "/api/v1/api-tokens", house.admin, null).encode().contains("env"));
    wanted.put("target", "status == \"online\"");
    assertEquals(400, house.status("POST", "/api/v1/api-tokens", house.admin, wanted));
  }

  @Test
  void aRoleInUseStays() throws Exception {
    JsonObject role =
        new JsonObject()
            .put("name", "reader")
            .put("permissions", new JsonArray().add("node:read").add("admin:node:manage"));
    JsonObject made = house.call("POST", "/api/v1/roles", house.admin, role);
    assertEquals(List.of("node:manage", "node:read"), made.getJsonArray("permissions").getList());
    assertEquals(409, house.status("POST", "/api/v1/roles", house.admin, role));
    house.user("tom", House.role("reader"));
    assertEquals(409, house.status("DELETE", "/api/v1/roles/reader", house.admin, null));
    house.call("DELETE", "/api/v1/users/tom", house.admin, null);
    assertEquals(200, house.status("DELETE", "/api/v1/roles/reader", house.admin, null));
    role.put("name", "other").put("permissions", new JsonArray().add("node:fly"));
    var refused = house.send("POST", "/api/v1/roles", house.admin, role);
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("node:fly") && refused.body().contains("node:enrol"));
  }
}
