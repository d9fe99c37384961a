package io.muster.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * An answer whose body is still being read.
 *
 * @param headers names in lower case
 */
record Reply(int status, Map<String, String> headers, InputStream body) {
  boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Reads what is left; true when the connection may carry another request. */
  boolean finish() throws IOException {
    body.skip(Long.MAX_VALUE);
    return headers.containsKey("content-length") || headers.containsKey("transfer-encoding")
        ? !"close".equalsIgnoreCase(headers.get("connection"))
        : status == 204;
  }
}
