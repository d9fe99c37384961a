package io.muster.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  enum Colour {
    RED,
    GREEN
  }

  record Inner(
      @Range(min = 1, max = 65535) int port,
      @Range(min = 100, max = 60_000) Duration keepAlive,
      Optional<Path> tlsCa,
      @Range(min = 0, max = 65535) Optional<Integer> plainPort) {}

  record Conf(
      String name,
      List<String> urls,
      Map<String, String> roles,
      Colour colour,
      boolean fast,
      @Range(min = 4096) Size limit,
      double share,
      Inner webServer) {}

  record Site(String baseUrl, boolean createUsers, Map<String, String> groupRoles) {}

  record Sites(Map<String, Site> sites) {}

  private static final String REFERENCE =
      """
      name: standard
      urls: [a, b]
      roles: {}
      colour: red
      fast: false
      limit: 64KiB
      share: 0.5
      webServer:
        port: 8443
        keepAlive: 30s
        tlsCa:
        plainPort:
      """;

  @TempDir Path temp;

  private Path file(String text) {
    try {
      return Files.writeString(temp.resolve("conf.yaml"), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Conf load(String text, Map<String, String> environment) {
    return Settings.load(Conf.class, REFERENCE, text == null ? null : file(text), environment);
  }

  private String refusal(String text) {
    return refusal(text, Map.of());
  }

  private String refusal(String text, Map<String, String> environment) {
    String message =
        assertThrows(ConfigException.class, () -> load(text, environment)).getMessage();
    return message.replace(temp.resolve("conf.yaml").toString(), "conf.yaml");
  }

  @Test
  void theReferenceAloneIsAWholeConfiguration() {
    Conf conf = load(null, Map.of("PATH", "/bin", "MUSTER_DATA", "/x"));
    assertEquals("standard", conf.name());
    assertEquals(List.of("a", "b"), conf.urls());
    assertEquals(Colour.RED, conf.colour());
    assertEquals(new Size(65_536), conf.limit());
    assertEquals(
        new Inner(8443, Duration.ofSeconds(30), Optional.empty(), Optional.empty()),
        conf.webServer());
  }

  @Test
  void aFileChangesWhatItNamesAndNothingElse() {
    Conf conf = load("webServer:\n  port: 1\nroles: {alice: admin}\nurls:\n  - c\n", Map.of());
    assertEquals(1, conf.webServer().port());
    assertEquals(Duration.ofSeconds(30), conf.webServer().keepAlive());
    assertEquals(Map.of("alice", "admin"), conf.roles());
    assertEquals(List.of("c"), conf.urls());
  }

  @Test
  void anEmptyFileOrSectionChangesNothing() {
    Conf standard = load(null, Map.of());
    assertEquals(standard, load("", Map.of()));
    assertEquals(standard, load("# nothing yet\n", Map.of()));
    assertEquals(standard, load("webServer:\n  # port: 1\n", Map.of()));
  }

  @Test
  void theEnvironmentHasTheLastWord() {
    Conf conf =
        load(
            "name: file\n",
            Map.of(
                "MUSTER__NAME", "environment",
                "MUSTER__WEB_SERVER__PORT", "99",
                "MUSTER__WEBSERVER__KEEP_ALIVE", "45s",
                "MUSTER__WEB_SERVER__TLS_CA", "/ca.pem",
                "MUSTER__WEB_SERVER__PLAIN_PORT", "8080",
                "MUSTER__URLS", "x, y,z",
                "MUSTER__ROLES__BOB", "viewer",
                "MUSTER__COLOUR", "GREEN",
                "MUSTER__FAST", "true"));
    assertEquals("environment", conf.name());
    assertEquals(
        new Inner(99, Duration.ofSeconds(45), Optional.of(Path.of("/ca.pem")), Optional.of(8080)),
        conf.webServer());
    assertEquals(List.of("x", "y", "z"), conf.urls());
    assertEquals(Map.of("bob", "viewer"), conf.roles());
    assertEquals(Colour.GREEN, conf.colour());
    assertTrue(conf.fast());
  }

  @Test
  void anEmptyVariableIsAValueThatIsNotSet() {
    Conf conf = load(null, Map.of("MUSTER__WEB_SERVER__TLS_CA", "", "MUSTER__URLS", ""));
    assertEquals(Optional.empty(), conf.webServer().tlsCa());
    assertEquals(List.of(), conf.urls());
    assertTrue(
        refusal(null, Map.of("MUSTER__NAME", "")).startsWith("name is required and missing"));
  }

  @Test
  void unknownKeysAreNamedWithTheirLine() {
    String message = refusal("name: x\nwebServer:\n  prot: 1\nnmae: y\n");
    assertTrue(message.contains("conf.yaml:4: unknown key nmae; known here: colour"), message);
    assertTrue(message.contains("conf.yaml:3: unknown key webServer.prot"), message);
    String variable = refusal(null, Map.of("MUSTER__WEB_SERVER__PROT", "1"));
    assertTrue(variable.contains("$MUSTER__WEB_SERVER__PROT: unknown key"), variable);
    assertTrue(refusal(null, Map.of("MUSTER__", "1")).contains("$MUSTER__: unknown key"));
  }

  @Test
  void aKeyThatIsWrittenTwiceIsNamedWithBothLines() {
    assertEquals(
        "conf.yaml:3: webServer.port is written twice, first in line 2",
        refusal("webServer:\n  port: 1\n  port: 2\n"));
  }

  @Test
  void aWrongTypeIsNamedWithItsValue() {
    String message =
        refusal(
            "webServer:\n  port: many\n  keepAlive: 5 parsecs\nfast: yes\ncolour: blue\n"
                + "limit: 1.5MiB\nshare: half\nname: [a]\n");
    assertTrue(message.contains("conf.yaml:2: webServer.port is 'many' but must be a number"));
    assertTrue(message.contains(":3: webServer.keepAlive is '5 parsecs' but must be a duration"));
    assertTrue(message.contains(":4: fast is 'yes' but must be true or false"), message);
    assertTrue(message.contains(":5: colour is 'blue' but must be one of [red, green]"), message);
    assertTrue(message.contains(":6: limit is '1.5MiB' but must be a size"), message);
    assertTrue(message.contains(":7: share is 'half' but must be a number"), message);
    assertTrue(message.contains(":8: name is '[a]' but must be a single value"), message);
    assertEquals(7, message.lines().count(), "all of them at once");
    assertTrue(refusal("webServer: 5\n").contains("webServer is a section with keys of its own"));
    assertTrue(refusal("name:\n  first: x\n").contains("name is a value, not a section"));
    assertTrue(refusal("roles:\n  a: [b]\n").contains("conf.yaml:2: roles.a must be text"));
    assertTrue(refusal("webServer:\n  port: 99999999999\n").contains("but must be a number"));
  }

  @Test
  void aBadRangeIsNamedWithItsBounds() {
    String message = refusal("webServer:\n  port: 0\n  keepAlive: 2m\nlimit: 1\n");
    assertTrue(message.contains(":2: webServer.port is 0 but must be 1 to 65535"), message);
    assertTrue(
        message.contains(":3: webServer.keepAlive is 2m but must be 100 ms to 60000 ms"), message);
    assertTrue(message.contains(":4: limit is 1 but must be 4096 bytes or more"), message);
    assertTrue(
        refusal(null, Map.of("MUSTER__WEB_SERVER__PORT", "70000"))
            .startsWith("$MUSTER__WEB_SERVER__PORT: webServer.port is 70000"));
  }

  @Test
  void aMissingKeyIsNamedWithItsVariable() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                Settings.load(
                    Inner.class, "port:\nkeepAlive: 1s\ntlsCa:\nplainPort:\n", null, Map.of()));
    assertEquals(
        "port is required and missing; set it in the file or with $MUSTER__PORT", e.getMessage());
    assertTrue(
        refusal("webServer:\n  keepAlive:\n").contains("with $MUSTER__WEB_SERVER__KEEP_ALIVE"));
  }

  @Test
  void aReferenceFileThatDoesNotStateEveryKeyIsABug() {
    var bug =
        assertThrows(
            IllegalStateException.class,
            () -> Settings.load(Inner.class, "keepAlive: 1s\n", null, Map.of()));
    assertEquals("the reference file does not state port", bug.getMessage());
  }

  @Test
  void whatIsNoYamlIsNamedWithItsLine() throws IOException {
    assertTrue(refusal("name: x\n\tport: 1\n").startsWith("conf.yaml:2: not valid YAML: "));
    assertTrue(refusal("name: [a\n").startsWith("conf.yaml:"));
    assertTrue(refusal("- a\n- b\n").contains("keys with values are expected"));
    assertTrue(refusal("a: 1\n---\nb: 2\n").startsWith("conf.yaml:2: not valid YAML"));
    assertEquals("conf.yaml:1: a key must be a single word", refusal("? [a, b]\n: 1\n"));
    assertEquals("conf.yaml:2: a list holds single values only", refusal("urls:\n  - {a: b}\n"));
    Path latin = temp.resolve("latin.yaml");
    Files.write(latin, "name: Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1));
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> Settings.load(Conf.class, REFERENCE, latin, Map.of()));
    assertTrue(e.getMessage().contains("latin.yaml"), e.getMessage());
    assertTrue(refusal("name: \"a\u0007b\"\n").contains("cannot be read as YAML"));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = temp.resolve("missing.yaml");
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> Settings.load(Conf.class, REFERENCE, missing, Map.of()));
    assertEquals("configuration file " + missing + " does not exist", e.getMessage());
    e =
        assertThrows(
            ConfigException.class, () -> Settings.load(Conf.class, REFERENCE, temp, Map.of()));
    assertTrue(e.getMessage().contains("cannot be read"), e.getMessage());
  }

  @Test
  void theEnvironmentReachesKeysOfNamedSections() {
    Map<String, String> environment =
        Map.of(
            "MUSTER__SITES__HOME__BASE_URL", "https://x",
            "MUSTER__SITES__HOME__CREATE_USERS", "true",
            "MUSTER__SITES__HOME__GROUP_ROLES__SRE", "operator");
    Site named = new Site("https://x", true, Map.of("sre", "operator"));
    assertEquals(
        Map.of("home", named),
        Settings.load(Sites.class, "sites: {}", null, environment).sites(),
        "with nothing in a file");
    Path text =
        file("sites:\n  home:\n    baseUrl: y\n    createUsers: false\n    groupRoles: {}\n");
    assertEquals(
        Map.of("home", named), Settings.load(Sites.class, "sites: {}", text, environment).sites());
  }
}
