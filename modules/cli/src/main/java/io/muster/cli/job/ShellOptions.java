package io.muster.cli.job;

import io.muster.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command runs on a node. */
public final class ShellOptions {
  private static final int MAX_STDIN = 512 * 1024;

  @Option(names = "--env", paramLabel = "K=V", description = "A variable of its environment.")
  private Map<String, String> env = new LinkedHashMap<>();

  @Option(names = "--user", paramLabel = "U", description = "The account to run as.")
  private String user;

  @Option(names = "--cwd", paramLabel = "D", description = "Its working directory.")
  private String cwd;

  @Option(
      names = "--stdin",
      paramLabel = "FILE|-",
      description = "What it reads, at most 512 KiB; - is our own input.")
  private String stdin;

  @Option(names = "--unless", paramLabel = "CMD", description = "Run only when CMD fails.")
  private String unless;

  @Option(names = "--onlyif", paramLabel = "CMD", description = "Run only when CMD succeeds.")
  private String onlyif;

  @Option(names = "--creates", paramLabel = "PATH", description = "Run only when PATH is missing.")
  private String creates;

  /** The API's Shell: one word is a shell line, several are run as they are. */
  public Map<String, Object> shell(List<String> command) {
    Map<String, Object> shell = new LinkedHashMap<>();
    if (command.size() == 1) {
      shell.put("line", command.getFirst());
    } else {
      shell.put("argv", command);
    }
    if (!env.isEmpty()) {
      shell.put("env", env);
    }
    put(shell, "cwd", cwd);
    put(shell, "user", user);
    put(shell, "unless", unless);
    put(shell, "onlyif", onlyif);
    put(shell, "creates", creates);
    if (stdin != null) {
      shell.put("stdin", Base64.getEncoder().encodeToString(input()));
    }
    return shell;
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  private byte[] input() {
    try (InputStream in = stdin.equals("-") ? System.in : Files.newInputStream(Path.of(stdin))) {
      byte[] bytes = in.readNBytes(MAX_STDIN + 1);
      if (bytes.length > MAX_STDIN) {
        throw CliException.usage("--stdin " + stdin + " is larger than 512 KiB");
      }
      return bytes;
    } catch (IOException e) {
      throw CliException.usage("--stdin " + stdin + " cannot be read: " + e.getMessage());
    }
  }
}
