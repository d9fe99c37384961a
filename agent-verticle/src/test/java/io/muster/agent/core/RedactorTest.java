package io.muster.agent.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import io.muster.protocol.agent.v1.Stream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RedactorTest {
  private static final Stream OUT = Stream.STREAM_STDOUT;
  private static final Stream ERR = Stream.STREAM_STDERR;
  private final AtomicReference<Set<String>> secrets =
      new AtomicReference<>(Set.of("hunter2-hunter2", "hunter2-hunter2-longer", "pass"));
  private final Redactor redactor = new Redactor(secrets::get);

  private String pass(Stream stream, String text) {
    return redactor.pass(stream, ByteString.copyFromUtf8(text)).toStringUtf8();
  }

  private String rest(Stream stream) {
    return redactor.rest(stream).toStringUtf8();
  }

  @Test
  void takesValuesOutOfOnePiece() {
    assertEquals(
        "a *** b *** pass\n", pass(OUT, "a hunter2-hunter2-longer b hunter2-hunter2 pass\n"));
    assertEquals("", rest(OUT));
    assertEquals("why: ***", redactor.text("why: hunter2-hunter2-longer"));
  }

  @Test
  void aValueThatComesInPiecesOfTwoStreamsIsFoundInEach() {
    assertEquals("x", pass(OUT, "xhunt"));
    assertEquals("y", pass(ERR, "yhunter2-"));
    assertEquals("", pass(OUT, "er2-hunter2"));
    assertEquals("***!", pass(OUT, "!"));
    assertEquals("hunter2-z", pass(ERR, "z"));
  }

  @Test
  void whatOnlyBeganLikeOneIsToldInTheEnd() {
    assertEquals("", pass(OUT, "hunter2"));
    assertEquals("hunter2", rest(OUT));
    assertEquals("", rest(OUT));
  }

  @Test
  void aValueThatWasReplacedStaysSecretForTheAttempt() {
    secrets.set(Set.of("another-one"));
    assertEquals("*** ***\n", pass(OUT, "hunter2-hunter2 another-one\n"));
  }

  @Test
  void nothingIsHeldWithoutSecrets() {
    Redactor plain = new Redactor(Set::of);
    ByteString data = ByteString.copyFromUtf8("hunter2");
    assertEquals(data, plain.pass(OUT, data));
  }

  /** However output is cut, the result is the same, and no value is in it. */
  @Test
  void cutsDoNotMatter() {
    long seed = 20261126;
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        text.append(
            switch (random.nextInt(4)) {
              case 0 -> "hunter2-hunter2";
              case 1 -> "hunter2-hunter2-longer".substring(0, random.nextInt(23));
              case 2 -> "ä";
              default -> "-";
            });
      }
      byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
      Redactor cut = new Redactor(secrets::get);
      ByteString told = ByteString.EMPTY;
      for (int at = 0; at < whole.length; ) {
        int length = Math.min(whole.length - at, 1 + random.nextInt(9));
        told = told.concat(cut.pass(OUT, ByteString.copyFrom(whole, at, length)));
        at += length;
      }
      told = told.concat(cut.rest(OUT));
      Redactor uncut = new Redactor(secrets::get);
      ByteString expected = uncut.pass(OUT, ByteString.copyFrom(whole)).concat(uncut.rest(OUT));
      assertEquals(expected, told, "seed " + seed + ", round " + round);
      assertFalse(told.toStringUtf8().contains("hunter2-hunter2"), told.toStringUtf8());
    }
  }
}
