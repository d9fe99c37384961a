package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.access.Grant;
import io.muster.domain.access.Grants;
import io.muster.domain.access.Permissions;
import io.muster.domain.access.Reach;
import io.muster.domain.access.Role;
import io.muster.protocol.Api;
import io.muster.protocol.v1.Access;
import io.muster.runtime.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every method of the contract with every built-in role, given for the whole fleet and for some
 * nodes, against {@code permission-matrix.txt}. A method without a row fails, and so does a row
 * without a method: who adds a method says there who may call it.
 */
class PermissionMatrixTest {
  private static final String TABLE = "/permission-matrix.txt";
  private static final Reach SOME = Reach.of("labels['env'] == 'test'");

  private static Map<String, List<String>> table() throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                PermissionMatrixTest.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          List<String> words = List.of(line.strip().split("\\s+"));
          rows.put(words.getFirst(), words.subList(1, words.size()));
        }
      }
    }
    return rows;
  }

  private static String outcome(Method method, Role role, Reach where) {
    Grants grants = new Grants(List.of(new Grant(role.permissions(), where)));
    Principal principal = new Principal("x", grants, Set.of(), "token:x", Instant.MAX);
    try {
      Reach reach = method.reach(principal);
      return switch (method.access().getWhoCase()) {
        case ANYONE -> "anyone";
        case AUTHENTICATED -> "known";
        case PERMISSION, WHO_NOT_SET ->
            reach.isAll() ? "all" : reach.equals(SOME) ? "some" : "wrong " + reach.target();
      };
    } catch (Failure denied) {
      return "-";
    }
  }

  private static Map<String, List<String>> actual() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Method method : Contract.of(Api.SERVICES).methods()) {
      List<String> row = new ArrayList<>();
      for (Role role : Role.values()) {
        row.add(outcome(method, role, Reach.ALL) + "/" + outcome(method, role, SOME));
      }
      rows.put(method.address().replace("muster.v1.", ""), row);
    }
    return rows;
  }

  @Test
  void everyMethodIsForWhomTheTableSays() throws IOException {
    Map<String, List<String>> expected = table();
    Map<String, List<String>> actual = actual();
    Set<String> missing = new TreeSet<>(actual.keySet());
    missing.removeAll(expected.keySet());
    StringBuilder rows = new StringBuilder();
    missing.forEach(name -> rows.append("\n").append(line(name, actual.get(name))));
    assertEquals("", rows.toString(), "methods without a row in " + TABLE);
    assertEquals(expected, actual);
  }

  private static String line(String name, List<String> row) {
    StringBuilder line = new StringBuilder("%-28s".formatted(name));
    row.forEach(cell -> line.append(" %-13s".formatted(cell)));
    return line.toString().stripTrailing();
  }

  @Test
  void everyPermissionOfTheContractHasAName() {
    Set<String> used = new TreeSet<>();
    for (Method method : Contract.of(Api.SERVICES).methods()) {
      if (method.access().getWhoCase() == Access.WhoCase.PERMISSION) {
        used.add(method.access().getPermission());
      }
      if (!method.access().getReach().isEmpty()) {
        used.add(method.access().getReach());
      }
    }
    assertTrue(Permissions.NAMES.containsAll(used), used + " but " + Permissions.NAMES);
  }
}
