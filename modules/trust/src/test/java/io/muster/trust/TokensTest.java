package io.muster.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.trust.Tokens.ApiToken;
import io.muster.trust.Tokens.JoinToken;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final String PIN = "0123456789abcdef".repeat(2);

  @Test
  void whatIsPrintedIsReadBack() {
    JoinToken join = Tokens.newJoinToken(PIN);
    assertEquals(join, Tokens.parseJoin(" " + join.text() + "\n").orElseThrow());
    ApiToken api = Tokens.newApiToken();
    assertEquals(api, Tokens.parseApi(api.text()).orElseThrow());
    assertTrue(Tokens.parseApi(join.text()).isEmpty());
    assertTrue(Tokens.parseJoin(api.text()).isEmpty());
  }

  @Test
  void aTokenInALogLineTellsNoSecret() {
    JoinToken join = Tokens.newJoinToken(PIN);
    ApiToken api = Tokens.newApiToken();
    assertFalse(join.toString().contains(join.secret()));
    assertFalse(api.toString().contains(api.secret()));
  }

  @Test
  void hashesAreOfTheSecretAlone() {
    JoinToken join = Tokens.newJoinToken(PIN);
    JoinToken same = new JoinToken("other", join.secret(), "f".repeat(32));
    assertArrayEquals(join.hash(), same.hash());
    assertTrue(Tokens.same(join.hash(), same.hash()));
    assertFalse(Tokens.same(join.hash(), Tokens.newJoinToken(PIN).hash()));
    assertEquals(32, join.hash().length);
  }

  @Test
  void noTwoAreAlike() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertTrue(seen.add(Tokens.newApiToken().secret()));
      assertTrue(seen.add(Tokens.newJoinToken(PIN).id()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mjt_",
        "mjt_a_short_0123456789abcdef0123456789abcdef",
        "mjt_a_bbbbbbbbbbbbbbbbbbbbbbbbb_0123456789ABCDEF0123456789ABCDEF",
        "mjt_a_bbbbbbbbbbbbbbbbbbbbbbbbb_0123456789abcdef",
        "mjt_a_bbbbbbbbbbbbbbbbbbbbbbbb\nb_0123456789abcdef0123456789abcdef",
        "mst_a_bbbbbbbbbbbbbbbbbbbbbbbbb'--",
        "mst__bbbbbbbbbbbbbbbbbbbbbbbbb"
      })
  void anythingElseIsNoToken(String text) {
    assertTrue(Tokens.parseJoin(text).isEmpty());
    assertTrue(Tokens.parseApi(text).isEmpty());
  }
}
