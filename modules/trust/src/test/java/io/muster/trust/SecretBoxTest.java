package io.muster.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
  private static final String VALUE = "correct horse battery staple, äöü";
  private final String oldKey = SecretBox.newKey();
  private final SecretBox box = SecretBox.parse(oldKey + "\n");

  @Test
  void opensWhatItSealedAndNothingElse() throws Exception {
    byte[] sealed = box.seal("db", 7, VALUE);
    assertEquals(VALUE, box.open("db", 7, sealed));
    assertFalse(Arrays.equals(sealed, box.seal("db", 7, VALUE)), "a nonce is used once");
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("horse"));
    assertThrows(SecretBox.Closed.class, () -> box.open("other", 7, sealed));
    assertThrows(SecretBox.Closed.class, () -> box.open("db", 8, sealed));
    for (int i = 0; i < sealed.length; i++) {
      byte[] bent = sealed.clone();
      bent[i] ^= 1;
      SecretBox.Closed closed = assertThrows(SecretBox.Closed.class, () -> box.open("db", 7, bent));
      assertFalse(closed.getMessage().contains("horse"));
    }
    assertThrows(SecretBox.Closed.class, () -> box.open("db", 7, new byte[5]));
  }

  @Test
  void aKeyIsReplacedWhileTheOldOneStillOpens() throws Exception {
    byte[] sealed = box.seal("db", 7, VALUE);
    String newKey = SecretBox.newKey();
    SecretBox both = SecretBox.parse(newKey + "\n" + oldKey + "\n");
    assertEquals(VALUE, both.open("db", 7, sealed));
    byte[] again = both.seal("db", 7, VALUE);
    SecretBox only = SecretBox.parse(newKey);
    assertArrayEquals(only.keyId(), both.keyId());
    assertEquals(VALUE, only.open("db", 7, again));
    SecretBox.Closed closed =
        assertThrows(SecretBox.Closed.class, () -> only.open("db", 7, sealed));
    assertTrue(closed.getMessage().contains("secrets.key does not hold"), closed.getMessage());
  }

  @Test
  void saysWhatIsNoKeyWithoutShowingIt() {
    for (String bad : new String[] {"", "\n", "c2hvcnQ=", "not base64 at all!", oldKey + "\nx"}) {
      IllegalArgumentException wrong =
          assertThrows(IllegalArgumentException.class, () -> SecretBox.parse(bad));
      assertFalse(wrong.getMessage().contains("c2hv"), wrong.getMessage());
    }
  }
}
