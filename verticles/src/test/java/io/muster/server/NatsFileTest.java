package io.muster.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.link.identity.NatsAuthority;
import io.muster.runtime.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsFileTest {
  private static final List<String> BASE =
      List.of("--config", "server.yaml", "--nats-conf", "--nats-dir", "/var/lib/muster-nats");

  @TempDir Path folder;
  private NatsAuthority authority;

  @BeforeEach
  void secrets() throws Exception {
    Secrets.make(config("tls://nats1:4222"));
    authority = Secrets.read(config("tls://nats1:4222")).nats();
  }

  private ServerConfig config(String urls) {
    return ServerConfig.load(
        null,
        Map.of("MUSTER__TRUST", folder.resolve("trust").toString(), "MUSTER__NATS__URLS", urls));
  }

  private String text(String urls, String... more) {
    List<String> words = new ArrayList<>(BASE);
    words.addAll(List.of(more));
    return NatsFile.text(config(urls), Arguments.parse(words).nats(), authority);
  }

  @Test
  void aServerOfAClusterKnowsTheOthersAndNoSecret() throws Exception {
    String text =
        text(
            "tls://nats1:4222,tls://nats2:4222,tls://nats3",
            "--nats-host=nats2",
            "--nats-tls",
            "/etc/nats/tls");
    assertTrue(text.contains("server_name: \"muster-nats2-4222\"\n"), text);
    assertTrue(text.contains("host: \"nats2\"\nport: 4222\n"), text);
    assertTrue(text.contains("listen: \"nats2:6222\"\n"), text);
    assertTrue(text.contains("\"nats-route://nats1:6222\"\n"), text);
    assertTrue(text.contains("\"nats-route://nats3:6222\"\n"), text);
    assertFalse(text.contains("nats-route://nats2"), text);
    assertTrue(text.contains("key_file: \"/etc/nats/tls/nats.key\"\n"), text);
    assertTrue(text.contains("store_dir: \"/var/lib/muster-nats/jetstream\"\n"), text);
    assertTrue(text.contains("sync_interval: always"), text);
    for (String seed : List.of("operator", "system", "account")) {
      String secret = Files.readString(folder.resolve("trust/nats/" + seed + ".seed")).strip();
      assertFalse(text.contains(secret), seed);
    }
  }

  @Test
  void theRealServerTakesTheFile() throws Exception {
    String urls = "tls://127.0.0.1:4222,tls://127.0.0.1:4223,tls://127.0.0.1:4224";
    Path file = folder.resolve("nats.conf");
    Files.writeString(file, text(urls, "--nats-port", "4223", "--nats-version", "2.9.10"));
    Process check =
        new ProcessBuilder("nats-server", "-t", "-c", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes());
    assertTrue(check.waitFor(20, TimeUnit.SECONDS), said);
    assertEquals(0, check.exitValue(), said);
  }

  @Test
  void oneServerAloneHasNoCluster() {
    String text = text("tls://nats1:4222", "--nats-listen", "0.0.0.0");
    assertTrue(text.contains("host: \"0.0.0.0\"\n"), text);
    assertFalse(text.contains("cluster {"), text);
  }

  @Test
  void whatDoesNotFitIsRefusedWithARemedy() {
    assertEquals(
        "more than one server of nats.urls fits; say which of [tls://a:4222, tls://b:4222] it is"
            + " with --nats-host and --nats-port",
        refusal("tls://a:4222,tls://b:4222"));
    assertTrue(
        refusal("tls://a:4222", "--nats-host", "c").startsWith("no server of nats.urls fits"));
    assertTrue(refusal("tls://a:64000,tls://b:1", "--nats-host", "a").contains("choose a lower"));
    assertTrue(
        refusal("tls://a:4222", "--nats-version", "new")
            .startsWith("--nats-version is 'new' but must look like"));
  }

  @Test
  void aCommandLineThatIsNotUnderstoodIsRefused() {
    assertTrue(wrong().startsWith("--config is missing"));
    assertTrue(wrong("--config", "f", "--inti", "x").startsWith("unknown argument --inti"));
    assertTrue(wrong("--config", "f", "--inti").startsWith("--inti wants a value, or is not"));
    assertTrue(
        wrong("--config", "f", "--nats-port", "x", "--nats-conf").contains("must be a port"));
    assertTrue(
        wrong("--config", "f", "--nats-dir", "d").startsWith("the flags --nats-… belong to"));
  }

  private String refusal(String urls, String... more) {
    return assertThrows(ConfigException.class, () -> text(urls, more)).getMessage();
  }

  private static String wrong(String... words) {
    return assertThrows(ConfigException.class, () -> Arguments.parse(List.of(words))).getMessage();
  }
}
