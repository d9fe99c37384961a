package io.muster.domain.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
  @ParameterizedTest
  @CsvSource({
    "10, 100, 10",
    "10, 4, 4",
    "25%, 100, 25",
    "25%, 10, 3",
    "1%, 10, 1",
    "100%, 7, 7",
    "99%, 2147483647, 2126008811",
    "5, 0, 1",
    "50%, 0, 1",
    "' 3 % ', 100, 3"
  })
  void sharesOfATotal(String text, int total, int expected) {
    assertEquals(expected, Share.parse(text).of(total));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0%", "101%", "-1", "1.5", "ten", "10%%", "9999999999"})
  void refusesByValue(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Share.parse(text));
    assertTrue(e.getMessage().contains("'" + text), e.getMessage());
  }
}
