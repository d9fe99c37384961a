package io.muster.cli.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.cli.CliException;
import io.muster.cli.context.ContextFinder.Flags;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextFinderTest {
  @TempDir Path directory;

  @BeforeEach
  void makeStandalone() throws IOException {
    Path trust = Files.createDirectories(directory.resolve(".muster/trust"));
    Files.writeString(trust.resolve("admin.token"), "local-token\n");
    Files.writeString(trust.resolve("ca.crt"), "local-ca");
    Files.writeString(
        directory.resolve(".muster/state.json"),
        "{\"servers\":[\"https://127.0.0.1:8443\",\"https://127.0.0.1:8444\"]}");
  }

  private Context find(Map<String, String> env, Flags flags) {
    return new ContextFinder(env, directory, directory).find(flags);
  }

  private void config(String text) throws IOException {
    Path file = directory.resolve(".config/muster/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void findsTheStandaloneOfThisDirectory() {
    Context context = find(Map.of(), Flags.NONE);
    assertEquals(
        List.of(URI.create("https://127.0.0.1:8443"), URI.create("https://127.0.0.1:8444")),
        context.servers());
    assertEquals("local-token", context.token());
    assertEquals("local-ca", context.ca());
  }

  @Test
  void prefersFlagsToEnvironmentToFileToStandalone() throws IOException {
    config("current: p\ncontexts:\n  p: {servers: [https://p:1], token: file-token, ca: system}\n");
    assertEquals("file-token", find(Map.of(), Flags.NONE).token());
    Map<String, String> env =
        Map.of("MUSTER_SERVER", "https://e:1", "MUSTER_TOKEN", "env-token", "MUSTER_CA", "system");
    assertEquals("env-token", find(env, Flags.NONE).token());
    Context flags = find(env, new Flags("https://f", "flag-token", "system", null));
    assertEquals(List.of(URI.create("https://f:443")), flags.servers());
    assertEquals("flag-token", flags.token());
  }

  @Test
  void takesTheCaOfTheEnvironmentForAnyServer() {
    Context context =
        find(Map.of("MUSTER_CA", "system"), new Flags("https://f", "flag-token", null, null));
    assertEquals("system", context.ca());
  }

  @Test
  void neverSendsATokenToAServerThatItsSourceDoesNotName() {
    CliException e =
        assertThrows(
            CliException.class,
            () -> find(Map.of(), new Flags("https://evil.example:1", null, "system", null)));
    assertTrue(e.getMessage().contains("no token"), e.getMessage());
    Context one = find(Map.of(), new Flags("https://127.0.0.1:8444", null, null, null));
    assertEquals("local-token", one.token());
  }

  @Test
  void refusesPlainHttpToOtherMachinesAndUnknownKeys() throws IOException {
    assertThrows(
        CliException.class, () -> find(Map.of(), new Flags("http://a.example", "t", null, null)));
    config("current: p\ncontexts:\n  p: {servers: [https://p:1], tokn: x}\n");
    CliException e = assertThrows(CliException.class, () -> find(Map.of(), Flags.NONE));
    assertTrue(e.getMessage().contains("'tokn'"), e.getMessage());
    CliException none =
        assertThrows(CliException.class, () -> find(Map.of(), new Flags(null, null, null, "q")));
    assertTrue(none.getMessage().contains("no context 'q'"), none.getMessage());
  }
}
