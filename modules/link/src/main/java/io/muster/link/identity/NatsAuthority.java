package io.muster.link.identity;

import io.muster.link.LinkCredentials;
import io.muster.trust.SecretFiles;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The keys that make NATS identities: the operator's, the system account's, that of the account
 * MUSTER, and that of the account CONTENT, in the folder {@code nats} of the trust folder. Whoever
 * holds them can be anyone; only control-plane nodes have them, and nats-server knows public keys
 * only.
 *
 * <p>CONTENT holds the object store and has no agents: an object store must allow purges, and an
 * agent of the same account could ask for one in the name of JetStream, whose acknowledgements go
 * to the reply-to of the agent's choice.
 */
public final class NatsAuthority {
  /** A user's JWT and its end. */
  public record UserJwt(String jwt, Instant expiresAt) {}

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String MUSTER = "MUSTER";
  private static final Duration BACKDATED = Duration.ofSeconds(60);

  private final NKey operator;
  private final NKey system;
  private final NKey account;
  private final NKey content;
  private final String operatorJwt;
  private final String systemJwt;
  private final String accountJwt;
  private final String contentJwt;

  private NatsAuthority(Path dir, NKey operator, NKey system, NKey account, NKey content)
      throws IOException {
    this.operator = operator;
    this.system = system;
    this.account = account;
    this.content = content;
    this.operatorJwt = Files.readString(dir.resolve("operator.jwt")).strip();
    this.systemJwt = Files.readString(dir.resolve("system.jwt")).strip();
    this.accountJwt = Files.readString(dir.resolve("account.jwt")).strip();
    this.contentJwt = Files.readString(dir.resolve("content.jwt")).strip();
  }

  /** Reads the keys and makes those that are missing. */
  static NatsAuthority ensure(Path trustDir, Instant now) throws IOException {
    Path dir = trustDir.resolve("nats");
    return SecretFiles.holding(
        dir,
        () -> {
          NKey operator = key(dir.resolve("operator.seed"), NKey.Type.OPERATOR);
          NKey system = key(dir.resolve("system.seed"), NKey.Type.ACCOUNT);
          NKey account = key(dir.resolve("account.seed"), NKey.Type.ACCOUNT);
          NKey content = key(dir.resolve("content.seed"), NKey.Type.ACCOUNT);
          String sys = Claims.publicKey(system);
          String acc = Claims.publicKey(account);
          ensureJwt(dir.resolve("operator.jwt"), operator, Claims.operator(operator, sys, now));
          ensureJwt(dir.resolve("system.jwt"), system, Claims.systemAccount(operator, sys, now));
          // Of two that are issued in the same second nats-server keeps this one at its restart: so
          // a revocation must always be later.
          ensureJwt(
              dir.resolve("account.jwt"),
              account,
              Claims.account(operator, acc, MUSTER, Map.of(), now.minus(BACKDATED)));
          String con = Claims.publicKey(content);
          ensureJwt(
              dir.resolve("content.jwt"),
              content,
              Claims.account(operator, con, "CONTENT", Map.of(), now));
          return new NatsAuthority(dir, operator, system, account, content);
        });
  }

  private static NKey key(Path file, NKey.Type type) throws IOException {
    try {
      if (!Files.exists(file)) {
        NKey fresh =
            type == NKey.Type.OPERATOR ? NKey.createOperator(RANDOM) : NKey.createAccount(RANDOM);
        SecretFiles.write(file, new String(fresh.getSeed()) + "\n");
      }
      NKey key = NKey.fromSeed(Files.readString(file).strip().toCharArray());
      if (key.getType() != type) {
        throw new IOException(file + " holds a seed of another kind; restore it from a backup");
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds no NATS seed; restore it from a backup", e);
    }
  }

  /** Written anew when it is missing or speaks of another key. */
  private static void ensureJwt(Path file, NKey of, String fresh) throws IOException {
    if (Files.exists(file)) {
      try {
        String sub = Claims.read(Files.readString(file).strip()).path("sub").asText();
        if (sub.equals(Claims.publicKey(of))) {
          return;
        }
      } catch (IllegalArgumentException e) {
        // Unreadable: written anew below.
      }
    }
    SecretFiles.write(file, fresh + "\n");
  }

  String operatorJwt() {
    return operatorJwt;
  }

  String systemJwt() {
    return systemJwt;
  }

  String accountJwt() {
    return accountJwt;
  }

  String contentJwt() {
    return contentJwt;
  }

  String contentAccount() {
    return Claims.publicKey(content);
  }

  String systemAccount() {
    return Claims.publicKey(system);
  }

  /** The public key of the account MUSTER, {@code A…}. */
  public String account() {
    return Claims.publicKey(account);
  }

  /**
   * The credentials of a control-plane node, for a key that is made now and stored nowhere: all
   * rights within the account MUSTER.
   */
  public LinkCredentials controlPlane(String name) {
    return master(account, name);
  }

  /** Credentials for the system account, to tell nats-server of revocations. */
  public LinkCredentials system(String name) {
    return master(system, name);
  }

  /** Credentials for the account of the object store. */
  public LinkCredentials content(String name) {
    return master(content, name);
  }

  private static LinkCredentials master(NKey account, String name) {
    NodeKey key = NodeKey.create();
    String jwt =
        Claims.master(account, key.publicKey(), name, Instant.now().minus(BACKDATED), null);
    return new LinkCredentials(() -> jwt, key.seed());
  }

  /**
   * The JWT of an agent.
   *
   * @param publicKey of the node, {@code U…}
   * @param now when it is issued; a revocation from this second on ends it
   */
  public UserJwt agent(String node, String publicKey, Instant now, Duration life) {
    Instant end = now.plus(life);
    return new UserJwt(Claims.agent(account, publicKey, node, now, end), end);
  }

  /** A credential with which a tool hears the change feed and does nothing else. */
  public LinkCredentials listener(String name, Instant now, Duration life) {
    NodeKey key = NodeKey.create();
    String jwt =
        Claims.listener(content, key.publicKey(), name, now.minus(BACKDATED), now.plus(life));
    return new LinkCredentials(() -> jwt, key.seed());
  }

  /** The account's JWT with these users revoked, by public key. */
  public String accountJwt(Map<String, Instant> revoked, Instant now) {
    return Claims.account(operator, account(), MUSTER, revoked, now);
  }
}
