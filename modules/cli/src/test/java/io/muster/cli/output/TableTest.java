package io.muster.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsByDisplayWidthAndCutsTheLastColumn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Table("ID", "LABELS")
        .row("日本", "role=web,zone=b")
        .row("a\u001b[31m", "")
        .print(new PrintStream(out, true, StandardCharsets.UTF_8), 16);
    assertEquals(
        """
        ID      LABELS
        日本    role=web,…
        a [31m  -
        """,
        out.toString(StandardCharsets.UTF_8));
  }
}
