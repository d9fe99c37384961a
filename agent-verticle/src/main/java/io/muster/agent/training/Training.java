package io.muster.agent.training;

import io.muster.agent.identity.Identity;
import io.muster.agent.identity.IdentityFolder;
import io.muster.link.identity.NodeKey;
import io.muster.trust.SigningKey;
import io.muster.trust.TrustFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs an agent, whose command line it is given, against a server that speaks as NATS and the
 * control plane do, lets it do one task, and stops it. The server is in this process, so that what
 * it loads is not recorded.
 */
public final class Training {
  static final String NODE = "training";
  private static final String ADDRESS = "127.0.0.1";
  private static final int PATIENCE_SECONDS = 60;

  private Training() {}

  /** Ends with 0 when the agent did its task and stopped in order. */
  public static void main(String[] agent) throws Exception {
    Path folder = Files.createTempDirectory("muster-training");
    boolean done;
    try {
      done = run(folder, List.of(agent));
    } finally {
      delete(folder);
    }
    System.exit(done ? 0 : 1);
  }

  private static boolean run(Path folder, List<String> agent) throws Exception {
    TrustFolder trust = new TrustFolder(folder.resolve("trust"));
    trust.ensure(Set.of(ADDRESS), Set.of(ADDRESS), Instant.now());
    SigningKey key = trust.signingKey();
    try (ScriptedNats nats =
        ScriptedNats.start(trust.natsCertificate(), trust.natsKey(), new Script(key))) {
      Path data = folder.resolve("data");
      IdentityFolder identity = new IdentityFolder(data.resolve("identity"));
      NodeKey node = identity.key();
      identity.save(identity(node, key, trust.caPem(), "tls://" + ADDRESS + ":" + nats.port()));
      Path config = folder.resolve("agent.yaml");
      Files.writeString(config, "data: \"" + data + "\"\n");
      List<String> line = new ArrayList<>(agent);
      line.addAll(List.of("--config", config.toString()));
      Process process = new ProcessBuilder(line).inheritIO().start();
      try {
        boolean heard = nats.awaitEnd(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroy();
        return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && heard;
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Identity identity(NodeKey node, SigningKey key, String ca, String nats) {
    Instant now = Instant.now();
    String claims = "{\"iat\":" + now.getEpochSecond() + ",\"sub\":\"" + node.publicKey() + "\"}";
    String jwt =
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.US_ASCII))
            + ".c2ln";
    return new Identity(
        NODE,
        jwt,
        now.plusSeconds(86_400),
        Map.of(key.id(), key.publicKey()),
        ca,
        List.of(nats),
        List.of());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
