package io.muster.server.registry;

import io.muster.runtime.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where the next page of a list begins: after the id that it holds. Opaque to callers. */
final class PageToken {
  private static final String FORM = "n1:";

  private PageToken() {}

  static String after(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((FORM + id).getBytes(StandardCharsets.UTF_8));
  }

  /** The id, empty for the first page. */
  static String read(String token) {
    if (token.isEmpty()) {
      return "";
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(FORM)) {
        return text.substring(FORM.length());
      }
    } catch (IllegalArgumentException notBase64) {
      // said below
    }
    throw Failure.invalid(
        "page token '" + token + "' is not one; take nextPageToken of the answer before, or none");
  }
}
