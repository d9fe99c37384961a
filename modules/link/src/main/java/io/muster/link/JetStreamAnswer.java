package io.muster.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads what JetStream answers. */
final class JetStreamAnswer {
  static final ObjectMapper JSON = new ObjectMapper();

  private JetStreamAnswer() {}

  /**
   * Passes the acknowledgement of a publish, throws for an error. Acknowledgements come in tens of
   * thousands, so they are not parsed.
   */
  static void check(String subject, byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    if (text.contains("\"error\"") || !text.contains("\"stream\"")) {
      throw new LinkException(
          "JetStream did not store a message to " + subject + ": " + text, null);
    }
  }

  /** The answer of an API call; errors are left to the caller. */
  static JsonNode parse(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new LinkException("JetStream answered with something that is not JSON", e);
    }
  }

  /** JetStream's own code of the error, or 0 for none. */
  static int errorCode(JsonNode answer) {
    return answer.path("error").path("err_code").asInt(0);
  }
}
