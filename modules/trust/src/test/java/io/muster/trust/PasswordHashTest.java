package io.muster.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PasswordHashTest {
  private static final PasswordHash SMALL = new PasswordHash(64, 2, 1);

  @Test
  void knowsItsPasswordAndNoOther() {
    String hash = SMALL.of("größe 42");
    assertTrue(PasswordHash.matches("größe 42", hash));
    assertFalse(PasswordHash.matches("grosse 42", hash));
    assertNotEquals(hash, SMALL.of("größe 42"), "each has a salt of its own");
  }

  /**
   * Made by the reference implementation: echo -n password | argon2 somesalt -id -m 8 -t 2 -p 1.
   */
  @Test
  void readsWhatOthersWrote() {
    String known =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ" + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assertTrue(PasswordHash.matches("password", known));
    assertFalse(PasswordHash.matches("Password", known));
  }

  @Test
  void saysWhenParametersChanged() {
    String hash = SMALL.of("x");
    assertFalse(SMALL.outdated(hash));
    assertTrue(new PasswordHash(128, 2, 1).outdated(hash));
    assertTrue(PasswordHash.matches("x", hash), "an old one still counts");
  }

  @Test
  void refusesWhatIsNoHash() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.matches("x", "plain"));
    assertEquals("the stored hash of a password cannot be read", error.getMessage());
  }
}
