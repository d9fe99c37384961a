package io.muster.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustFolderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<String> NAMES = Set.of("cp.example.org", "10.0.0.1", "::1");
  private static final Set<String> NATS = Set.of("nats.example.org");

  @TempDir Path temp;

  private TrustFolder folder() {
    return new TrustFolder(temp.resolve("trust"));
  }

  private static List<Path> ensure(TrustFolder folder, Instant now) throws IOException {
    return folder.ensure(NAMES, NATS, now);
  }

  private static Map<String, String> content(Path dir) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.filter(f -> !f.getFileName().toString().equals(".lock")).toList()) {
        content.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return content;
  }

  private static void assertWhole(TrustFolder folder) throws IOException {
    for (String name : List.of("server", "nats", "bus")) {
      X509Certificate leaf = read(folder, name);
      X509Certificate ca = read(folder, name.equals("bus") ? "bus-ca" : "ca");
      assertEquals(ca.getSubjectX500Principal(), leaf.getIssuerX500Principal());
      try {
        leaf.verify(ca.getPublicKey());
        byte[] key =
            Pem.blocks(Files.readString(folder.dir().resolve(name + ".key")), Pem.PRIVATE)
                .getFirst();
        assertTrue(Tls.belongTogether(leaf, key), name);
      } catch (java.security.GeneralSecurityException e) {
        throw new AssertionError(name, e);
      }
    }
    assertEquals(16, folder.signingKey().id().length());
    assertTrue(folder.jwtPrivatePem().contains("PRIVATE KEY"));
    assertTrue(Tokens.parseApi(Files.readString(folder.adminToken())).isPresent());
  }

  private static X509Certificate read(TrustFolder folder, String name) throws IOException {
    return Certificates.parse(Files.readString(folder.dir().resolve(name + ".crt"))).getFirst();
  }

  @Test
  void theFirstStartMakesAllAndTheSecondNothing() throws IOException {
    List<Path> written = ensure(folder(), NOW);
    assertEquals(14, written.size());
    assertWhole(folder());
    Map<String, String> before = content(folder().dir());
    assertEquals(List.of(), ensure(folder(), NOW.plus(Duration.ofDays(30))));
    assertEquals(before, content(folder().dir()));
    assertTrue(Certificates.names(read(folder(), "server")).containsAll(Set.of("cp.example.org")));
  }

  @Test
  void nobodyElseMayReadIt() throws IOException {
    ensure(folder(), NOW);
    assertEquals("rwx------", mode(folder().dir()));
    try (Stream<Path> files = Files.list(folder().dir())) {
      for (Path file : files.toList()) {
        assertEquals("rw-------", mode(file), file.toString());
      }
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** The files appear in this order, so a killed start leaves a prefix of them. */
  @Test
  void aStartThatWasKilledAnywhereIsMended() throws IOException {
    List<Path> order = ensure(folder(), NOW);
    Map<String, String> all = content(folder().dir());
    for (int kept = 0; kept <= order.size(); kept++) {
      TrustFolder killed = new TrustFolder(temp.resolve("killed-" + kept));
      Files.createDirectories(killed.dir());
      for (Path file : order.subList(0, kept)) {
        String name = file.getFileName().toString();
        Files.writeString(killed.dir().resolve(name), all.get(name));
      }
      if (kept < order.size()) {
        String next = order.get(kept).getFileName().toString();
        String half = all.get(next).substring(0, all.get(next).length() / 2);
        Files.writeString(killed.dir().resolve("." + next + ".123.tmp"), half);
      }
      ensure(killed, NOW);
      assertWhole(killed);
      assertEquals(List.of(), ensure(killed, NOW));
      Map<String, String> mended = content(killed.dir());
      assertEquals(all.keySet(), mended.keySet(), "nothing is left behind");
      for (Path file : order.subList(0, Math.min(kept, 2))) {
        String name = file.getFileName().toString();
        assertEquals(all.get(name), mended.get(name), "the CA is kept: " + name);
      }
    }
  }

  @Test
  void anyLostFileIsMadeAnewOrAskedFor() throws IOException {
    List<Path> all = ensure(folder(), NOW);
    for (Path lost : all) {
      byte[] content = Files.readAllBytes(lost);
      Files.delete(lost);
      String name = lost.getFileName().toString();
      if (name.equals("ca.key") || name.equals("bus-ca.key")) {
        // Nothing must be issued, so the key is not missed …
        assertEquals(List.of(), ensure(folder(), NOW));
        // … until something must.
        Path leaf = folder().dir().resolve(name.equals("ca.key") ? "server.crt" : "bus.crt");
        Files.delete(leaf);
        IOException e = assertThrows(IOException.class, () -> ensure(folder(), NOW));
        assertTrue(e.getMessage().startsWith(lost + " is missing"), e.getMessage());
        Files.write(lost, content);
      }
      ensure(folder(), NOW);
      assertWhole(folder());
    }
  }

  @Test
  void certificatesAreRenewedInTheirLastThird() throws IOException {
    ensure(folder(), NOW);
    X509Certificate first = read(folder(), "server");
    Instant twoThirds = NOW.plus(Certificates.LEAF_LIFE.multipliedBy(2).dividedBy(3));
    assertEquals(List.of(), ensure(folder(), twoThirds.minusSeconds(60)));
    List<Path> renewed = new ArrayList<>(ensure(folder(), twoThirds.plusSeconds(60)));
    assertEquals(
        Set.of("server.crt", "server.key", "nats.crt", "nats.key", "bus.crt", "bus.key"),
        Set.copyOf(renewed.stream().map(p -> p.getFileName().toString()).toList()));
    assertNotEquals(first.getSerialNumber(), read(folder(), "server").getSerialNumber());
    assertWhole(folder());
  }

  @Test
  void aNewNameIsANewCertificateAndAnOldOneStays() throws IOException {
    ensure(folder(), NOW);
    List<Path> written = folder().ensure(Set.of("new.example.org"), NATS, NOW);
    assertEquals(
        List.of("server.key", "server.crt"),
        written.stream().map(p -> p.getFileName().toString()).toList());
    assertEquals(Set.of("new.example.org"), Certificates.names(read(folder(), "server")));
    assertEquals(List.of(), folder().ensure(Set.of("new.example.org"), NATS, NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.crt", "bus-ca.crt", "server.crt", "nats.crt", "bus.crt"})
  void aGarbledCertificateIsNamed(String name) throws IOException {
    assertNamed(name, "this is no certificate");
    assertNamed(name, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertNamed(name, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"signing.key", "jwt.key", "secrets.key", "admin.token"})
  void aGarbledSecretIsNamed(String name) throws IOException {
    assertNamed(name, "rubbish");
    assertNamed(name, "");
    assertNamed(name, "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
  }

  @Test
  void aKeyOfTwoHalvesIsNamed() throws IOException {
    ensure(folder(), NOW);
    String one = Files.readString(folder().dir().resolve("signing.key"));
    TrustFolder other = new TrustFolder(temp.resolve("other"));
    ensure(other, NOW);
    String two = Files.readString(other.dir().resolve("signing.key"));
    int split = one.indexOf("-----BEGIN PUBLIC");
    assertNamed(
        "signing.key", one.substring(0, split) + two.substring(two.indexOf("-----BEGIN PUBLIC")));
    assertNamed("signing.key", Files.readString(other.dir().resolve("jwt.key")));
  }

  @Test
  void aForeignCaKeyIssuesNothing() throws IOException {
    ensure(folder(), NOW);
    TrustFolder other = new TrustFolder(temp.resolve("other"));
    ensure(other, NOW);
    Files.copy(
        other.dir().resolve("ca.key"),
        folder().dir().resolve("ca.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.delete(folder().dir().resolve("server.crt"));
    IOException e = assertThrows(IOException.class, () -> ensure(folder(), NOW));
    assertTrue(e.getMessage().contains("ca.crt is not the certificate of"), e.getMessage());
  }

  private void assertNamed(String name, String content) throws IOException {
    ensure(folder(), NOW);
    Path file = folder().dir().resolve(name);
    byte[] good = Files.readAllBytes(file);
    Files.writeString(file, content);
    IOException e = assertThrows(IOException.class, () -> ensure(folder(), NOW));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertFalse(e.getMessage().contains("BEGIN"), e.getMessage());
    Files.write(file, good);
  }

  /** Started as a process of its own by the test below. */
  static final class Starter {
    public static void main(String[] args) throws IOException {
      new TrustFolder(Path.of(args[0])).ensure(NAMES, NATS, NOW);
      System.out.print(Certificates.pin(read(new TrustFolder(Path.of(args[0])), "ca")));
    }
  }

  @Test
  void processesThatStartTogetherShareOneTrust() throws Exception {
    List<Process> starting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starting.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Starter.class.getName(),
                  folder().dir().toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    ensure(folder(), NOW);
    for (Process process : starting) {
      try {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String output = new String(process.getInputStream().readAllBytes());
        assertTrue(output.endsWith(folder().caPin()), output);
      } finally {
        process.destroyForcibly();
      }
    }
    assertWhole(folder());
    assertEquals(List.of(), ensure(folder(), NOW));
  }
}
