package io.muster.agent.resources.file;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What would change in a file, for people. */
final class Diff {
  private static final int MOST_LINES = 20_000;
  private static final int CONTEXT = 3;
  private static final String NO_NEWLINE = "\n\\ No newline at end of file";

  private Diff() {}

  /** One side of a comparison. {@code data} is null where it is too large to be shown. */
  record Side(boolean exists, long size, String sha256, byte[] data) {
    static final Side ABSENT = new Side(false, 0, Shape.NONE, new byte[0]);

    private String words() {
      return exists ? size + " bytes, sha256 " + sha256.substring(0, 12) : "absent";
    }
  }

  /** A unified diff, or one line where either side is no text or too large for one. */
  static String of(String path, Side before, Side after) {
    if (before.sha256.equals(after.sha256)) {
      return "";
    }
    List<String> old = lines(before.data);
    List<String> fresh = lines(after.data);
    if (old == null || fresh == null || old.size() + fresh.size() > MOST_LINES) {
      boolean large = before.data == null || after.data == null || old != null && fresh != null;
      return (large ? "large " : "binary ")
          + path
          + ": "
          + before.words()
          + " → "
          + after.words()
          + "\n";
    }
    Patch<String> patch = DiffUtils.diff(old, fresh);
    List<String> text =
        UnifiedDiffUtils.generateUnifiedDiff(
            before.exists ? "a" + path : "/dev/null",
            after.exists ? "b" + path : "/dev/null",
            old,
            patch,
            CONTEXT);
    return text.isEmpty()
        ? path + ": " + before.words() + " → " + after.words() + "\n"
        : String.join("\n", text) + "\n";
  }

  /** Null for what is not text. */
  private static List<String> lines(byte[] data) {
    String text = data == null ? null : text(data);
    if (text == null) {
      return null;
    }
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + NO_NEWLINE);
    }
    return lines;
  }

  /** The text of UTF-8 without zero bytes, or null. */
  static String text(byte[] data) {
    for (byte b : data) {
      if (b == 0) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
