package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the control plane says when a call failed (RFC 9457).
 *
 * @param code such as {@code NOT_FOUND}
 * @param detail what was wrong and what to do
 * @param traceId finds the call in the control plane's logs; may be empty
 */
public record Problem(int status, String code, String detail, String traceId) {
  static Problem read(Reply reply) throws IOException {
    byte[] body = reply.body().readNBytes(1 << 20);
    Fields fields;
    try {
      fields = Fields.of(Json.parse(body));
    } catch (IOException e) {
      fields = Fields.EMPTY;
    }
    return of(reply.status(), fields);
  }

  static Problem of(int status, Fields fields) {
    String detail = first(fields.text("detail"), fields.text("title"), "HTTP status " + status);
    List<String> more = new ArrayList<>();
    for (String key : List.of("violations", "errors")) {
      for (Fields one : fields.objects(key)) {
        more.add(one.text("field") + ": " + first(one.text("message"), one.text("detail"), "?"));
      }
    }
    if (!more.isEmpty() && !detail.contains(more.getFirst())) {
      detail += " (" + String.join("; ", more) + ")";
    }
    return new Problem(
        status, first(fields.text("code"), "HTTP_" + status, ""), detail, fields.text("traceId"));
  }

  private static String first(String a, String b, String c) {
    return !a.isEmpty() ? a : !b.isEmpty() ? b : c;
  }

  /** The same call may go through on another server or a moment later. */
  boolean passing() {
    return status == 502 || status == 503 || status == 504;
  }

  /** One line for people. */
  String line() {
    return code + ": " + detail + (traceId.isEmpty() ? "" : " (trace " + traceId + ")");
  }

  CliException exception() {
    return new CliException(exitCode(), line(), code);
  }

  private int exitCode() {
    return switch (status) {
      case 400, 405, 413, 422 -> Exit.USAGE;
      case 401, 403, 429, 502, 503, 504 -> Exit.UNREACHABLE;
      default -> Exit.FAILED;
    };
  }
}
