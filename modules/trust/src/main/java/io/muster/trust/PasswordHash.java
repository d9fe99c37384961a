package io.muster.trust;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as Argon2id (RFC 9106) in the PHC string form {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. Slow and hungry on purpose: 19 MiB and some 50 ms with
 * OWASP's least parameters, so callers bound how many run at once.
 *
 * @param memory KiB
 * @param iterations passes over it
 * @param parallelism lanes
 */
public record PasswordHash(int memory, int iterations, int parallelism) {
  private static final int SALT = 16;
  private static final int LENGTH = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,4}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /** A new hash, with a salt of its own. */
  public String of(String password) {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memory,
            iterations,
            parallelism,
            base64.encodeToString(salt),
            base64.encodeToString(derive(password, salt, LENGTH)));
  }

  /**
   * Is it the password of that hash? Costs what the hash's own parameters say.
   *
   * @throws IllegalArgumentException when the hash cannot be read
   */
  public static boolean matches(String password, String hash) {
    Matcher form = form(hash);
    byte[] wanted = Base64.getDecoder().decode(form.group(5));
    byte[] salt = Base64.getDecoder().decode(form.group(4));
    return MessageDigest.isEqual(wanted, parameters(form).derive(password, salt, wanted.length));
  }

  /** Was the hash made with other parameters? Then it is made anew at the next login. */
  public boolean outdated(String hash) {
    return !parameters(form(hash)).equals(this);
  }

  private static PasswordHash parameters(Matcher form) {
    return new PasswordHash(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        Integer.parseInt(form.group(3)));
  }

  private static Matcher form(String hash) {
    Matcher form = FORM.matcher(hash);
    if (!form.matches()) {
      throw new IllegalArgumentException("the stored hash of a password cannot be read");
    }
    return form;
  }

  private byte[] derive(String password, byte[] salt, int length) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(iterations)
            .withParallelism(parallelism)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
