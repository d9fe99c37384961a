package io.muster.trust;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens that people and machines hold. Only the SHA-256 of the secret is stored; the secret
 * has 256 random bits, so no slow hash is needed.
 */
public final class Tokens {
  /** 59 bits of id, and 256 of secret. */
  private static final int ID_LENGTH = 10;

  private static final int SECRET_LENGTH = 43;
  private static final char[] ALPHABET =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyzilouILOU".toCharArray();
  private static final Pattern JOIN =
      Pattern.compile("mjt_([0-9A-Za-z]{1,40})_([0-9A-Za-z]{20,80})_([0-9a-f]{32})");
  private static final Pattern API =
      Pattern.compile("mst_([0-9A-Za-z]{1,40})_([0-9A-Za-z]{20,80})");
  private static final Pattern REFRESH =
      Pattern.compile("mrt_([0-9A-Za-z]{1,40})_([0-9A-Za-z]{20,80})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  /**
   * A token with which machines join.
   *
   * @param caPin the first 32 hex digits of the CA certificate's SHA-256
   */
  public record JoinToken(String id, String secret, String caPin) {
    public String text() {
      return "mjt_" + id + "_" + secret + "_" + caPin;
    }

    public byte[] hash() {
      return Tokens.hash(secret);
    }

    @Override
    public String toString() {
      return "JoinToken[" + id + "]";
    }
  }

  /** A token with which a person or a program calls the API. */
  public record ApiToken(String id, String secret) {
    public String text() {
      return "mst_" + id + "_" + secret;
    }

    public byte[] hash() {
      return Tokens.hash(secret);
    }

    @Override
    public String toString() {
      return "ApiToken[" + id + "]";
    }
  }

  /** What buys the next access token of a session, once. The id is the session's. */
  public record RefreshToken(String id, String secret) {
    public String text() {
      return "mrt_" + id + "_" + secret;
    }

    public byte[] hash() {
      return Tokens.hash(secret);
    }

    @Override
    public String toString() {
      return "RefreshToken[" + id + "]";
    }
  }

  public static JoinToken newJoinToken(String caPin) {
    return new JoinToken(random(ID_LENGTH), random(SECRET_LENGTH), caPin);
  }

  public static ApiToken newApiToken() {
    return new ApiToken(random(ID_LENGTH), random(SECRET_LENGTH));
  }

  /** The next one of a session. */
  public static RefreshToken newRefreshToken(String session) {
    return new RefreshToken(session, random(SECRET_LENGTH));
  }

  /** An id of 59 random bits, for what is no secret. */
  public static String newId() {
    return random(ID_LENGTH);
  }

  /** 256 random bits as letters and digits. */
  public static String newSecret() {
    return random(SECRET_LENGTH);
  }

  /** Reads a join token; empty when the text is not one. */
  public static Optional<JoinToken> parseJoin(String text) {
    Matcher m = JOIN.matcher(text.strip());
    return m.matches()
        ? Optional.of(new JoinToken(m.group(1), m.group(2), m.group(3)))
        : Optional.empty();
  }

  /** Reads an API token; empty when the text is not one. */
  public static Optional<ApiToken> parseApi(String text) {
    Matcher m = API.matcher(text.strip());
    return m.matches() ? Optional.of(new ApiToken(m.group(1), m.group(2))) : Optional.empty();
  }

  /** Reads a refresh token; empty when the text is not one. */
  public static Optional<RefreshToken> parseRefresh(String text) {
    Matcher m = REFRESH.matcher(text.strip());
    return m.matches() ? Optional.of(new RefreshToken(m.group(1), m.group(2))) : Optional.empty();
  }

  /** Compares two hashes in a time that does not tell where they differ. */
  public static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  /** SHA-256 of a secret. */
  public static byte[] hash(String secret) {
    return MerkleTree.sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET[RANDOM.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }
}
