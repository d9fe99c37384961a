package io.muster.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static final Reach WEB = Reach.of("labels['role'] == 'web'");
  private static final Reach DB = Reach.of("labels['role'] == 'db'");

  private static Grants of(Grant... grants) {
    return new Grants(List.of(grants));
  }

  @Test
  void aPermissionCountsOnlyWhereItWasGiven() {
    Grants grants =
        of(
            new Grant(Role.VIEWER.permissions(), Reach.ALL),
            new Grant(Role.OPERATOR.permissions(), WEB));
    assertTrue(grants.reach("task:read").isAll());
    assertEquals(WEB, grants.reach("task:execute"));
    assertTrue(grants.reach("user:manage").isNone());
    assertFalse(grants.allows("user:manage"));
  }

  @Test
  void severalBindingsTogetherReachTheNodesOfEach() {
    Grants grants =
        of(new Grant(Set.of("task:execute"), WEB), new Grant(Set.of("task:execute"), DB));
    assertEquals(WEB.or(DB), grants.reach("task:execute"));
  }

  @Test
  void nobodyGivesMoreThanHeHas() {
    Grants own = of(new Grant(Role.OPERATOR.permissions(), WEB), Grant.of(Role.VIEWER));
    assertEquals(Set.of(), own.missing(of(Grant.of(Role.VIEWER))));
    assertEquals(Set.of(), own.missing(of(new Grant(Set.of("task:execute"), WEB.and(DB)))));
    assertEquals(Set.of("task:execute"), own.missing(of(new Grant(Set.of("task:execute"), DB))));
    assertEquals(Set.of("*"), own.missing(Grants.of(Set.of(Role.ADMIN))));
    assertEquals(Set.of(), Grants.of(Set.of(Role.ADMIN)).missing(own));
  }

  @Test
  void everyNamedPermissionIsLessThanAll() {
    Grants named = of(new Grant(Permissions.all(), Reach.ALL));
    assertEquals(Set.of("*"), named.missing(Grants.of(Set.of(Role.ADMIN))));
  }

  @Test
  void aLimitOnlyTakesAway() {
    Grants own = of(new Grant(Role.OPERATOR.permissions(), WEB));
    Grants left = own.within(Set.of("task:read", "user:manage"), DB);
    assertEquals(WEB.and(DB), left.reach("task:read"));
    assertFalse(left.allows("user:manage"));
    assertFalse(left.allows("task:execute"));
    Grants ofAdmin = Grants.of(Set.of(Role.ADMIN)).within(Set.of("task:read"), Reach.ALL);
    assertTrue(ofAdmin.allows("task:read"));
    assertFalse(ofAdmin.allows("task:execute"));
  }

  @Test
  void anAuditorReadsEverythingAndChangesNothing() {
    assertTrue(Role.AUDITOR.permissions().contains("audit:read"));
    assertTrue(Role.AUDITOR.permissions().containsAll(Role.VIEWER.permissions()));
    assertTrue(Role.AUDITOR.permissions().stream().allMatch(name -> name.endsWith(":read")));
  }

  @Test
  void knowsTheNamesFromBefore() {
    assertEquals(
        Set.of("node:manage", "cert:issue"),
        Permissions.of(List.of("admin:node:manage", "admin:ssl:issue")));
    Permissions.ALIASES
        .values()
        .forEach(names -> assertTrue(Permissions.all().containsAll(names), names.toString()));
  }

  @Test
  void refusesUnknownPermissionsByNameWithTheList() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> Permissions.of(List.of("node:read", "node:fly")));
    assertTrue(error.getMessage().contains("'node:fly'"), error.getMessage());
    assertTrue(error.getMessage().contains("node:enrol"), error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Permissions.of(List.of("*")));
  }
}
