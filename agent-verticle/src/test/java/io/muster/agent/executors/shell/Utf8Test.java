package io.muster.agent.executors.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void cutsOnlyBetweenCharacters() {
    byte[] text = "aé€😀".getBytes(StandardCharsets.UTF_8);
    int[] whole = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
    for (int length = 0; length <= text.length; length++) {
      assertEquals(whole[length], Utf8.whole(text, length), "of " + length);
    }
  }

  @Test
  void doesNotHoldBackWhatIsNotUtf8() {
    byte[] data = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};
    assertEquals(4, Utf8.whole(data, 4));
    assertEquals(1, Utf8.whole(new byte[] {(byte) 0xff}, 1));
  }
}
