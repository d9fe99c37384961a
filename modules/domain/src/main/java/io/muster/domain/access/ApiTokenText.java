package io.muster.domain.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API token as its holder has it: {@code mst_<id>_<secret>}. Only the SHA-256 of the secret is
 * stored; the secret has 256 random bits, so a plain hash is enough.
 */
public record ApiTokenText(String id, String secret) {
  public static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("mst_([0-9A-Za-z]{1,64})_([0-9A-Za-z_-]{32,128})");

  /** A new token. {@code random} has {@value #SECRET_BYTES} bytes from a secure source. */
  public static ApiTokenText of(String id, byte[] random) {
    if (random.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a secret has " + SECRET_BYTES + " bytes");
    }
    return new ApiTokenText(id, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Empty when the text is not a token. */
  public static Optional<ApiTokenText> parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    return m.matches() ? Optional.of(new ApiTokenText(m.group(1), m.group(2))) : Optional.empty();
  }

  /** What is stored. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The token as it is shown once. */
  public String text() {
    return "mst_" + id + "_" + secret;
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "mst_" + id + "_…";
  }
}
