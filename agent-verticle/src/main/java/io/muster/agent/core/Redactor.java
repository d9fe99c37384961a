package io.muster.agent.core;

import com.google.protobuf.ByteString;
import io.muster.protocol.agent.v1.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes the values of secrets out of what one attempt tells, also where a value comes in pieces:
 * what may be the beginning of one waits for what follows it. Knows the values from the attempt's
 * start on, for a command may print one that was replaced meanwhile.
 */
final class Redactor {
  private static final byte[] SHOWN = Redaction.SHOWN.getBytes(StandardCharsets.UTF_8);
  private static final ByteString NOTHING = ByteString.EMPTY;

  private final Supplier<Set<String>> present;
  private final Map<Stream, ByteString> held = new EnumMap<>(Stream.class);
  private final Set<String> values = new HashSet<>();
  private Set<String> last = Set.of();
  private List<byte[]> patterns = List.of();

  /** {@code present} gives the values that are secret now; it must be cheap. */
  Redactor(Supplier<Set<String>> present) {
    this.present = present;
    refresh();
  }

  private void refresh() {
    Set<String> now = present.get();
    if (now == last) {
      return;
    }
    last = now;
    now.stream().filter(value -> value.length() >= Redaction.SHORTEST).forEach(values::add);
    List<byte[]> all = new ArrayList<>();
    values.forEach(value -> all.add(value.getBytes(StandardCharsets.UTF_8)));
    all.sort(Comparator.comparingInt((byte[] pattern) -> pattern.length).reversed());
    patterns = all;
  }

  /** What can be told of a piece of output now. */
  synchronized ByteString pass(Stream stream, ByteString data) {
    refresh();
    ByteString before = held.getOrDefault(stream, NOTHING);
    if (patterns.isEmpty() && before.isEmpty()) {
      return data;
    }
    return clean(stream, before.concat(data), false);
  }

  /** What was held back and will not become a secret's value any more. */
  synchronized ByteString rest(Stream stream) {
    return clean(stream, held.getOrDefault(stream, NOTHING), true);
  }

  private ByteString clean(Stream stream, ByteString all, boolean last) {
    byte[] bytes = all.toByteArray();
    ByteString.Output out = ByteString.newOutput(bytes.length);
    int from = 0;
    int at = 0;
    while (at < bytes.length) {
      if (!last && mayBegin(bytes, at)) {
        break; // perhaps a longer one than what is there already
      }
      int found = match(bytes, at);
      if (found > 0) {
        out.write(bytes, from, at - from);
        out.write(SHOWN, 0, SHOWN.length);
        from = at + found;
      }
      at += Math.max(1, found);
    }
    out.write(bytes, from, at - from);
    held.put(stream, all.substring(at));
    return out.toByteString();
  }

  /** The length of the longest value that is there; 0 for none. */
  private int match(byte[] bytes, int at) {
    for (byte[] pattern : patterns) {
      if (same(bytes, at, pattern, pattern.length)) {
        return pattern.length;
      }
    }
    return 0;
  }

  /** Whether a value may go on after the end of what there is. */
  private boolean mayBegin(byte[] bytes, int at) {
    int left = bytes.length - at;
    for (byte[] pattern : patterns) {
      if (pattern.length > left && same(bytes, at, pattern, left)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(byte[] bytes, int at, byte[] pattern, int length) {
    if (bytes.length - at < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }

  /** A whole text, redacted. */
  synchronized String text(String text) {
    refresh();
    return Redaction.of(text, values);
  }
}
