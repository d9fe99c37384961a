package io.muster.cli.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, copied beside a tree that looks built, with a JDK that only tells. */
class LauncherTest {
  @TempDir Path dir;

  private Path home;

  @BeforeEach
  void install() throws Exception {
    home = Files.createDirectories(dir.resolve("a home"));
    Path script = home.resolve("muster");
    Files.copy(Path.of("../../muster"), script);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String built :
        new String[] {
          "modules/cli/target/muster-cli.jar",
          "verticles/target/muster-server.jar",
          "agent-verticle/target/muster-agent.jar",
          "target/muster.built"
        }) {
      Files.createDirectories(home.resolve(built).getParent());
      Files.createFile(home.resolve(built));
    }
  }

  /**
   * A JDK whose {@code java} prints its arguments, one a line, and makes the caches it is to make.
   */
  private Path jdk(String name, String version) throws Exception {
    Path java = Files.createDirectories(dir.resolve(name).resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        printf '%%s\\n' "JDK %s" "$@"
        for word in "$@"; do
          case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
        done
        """
            .formatted(name));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        dir.resolve(name).resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return dir.resolve(name);
  }

  private Command.Result muster(Path javaHome, String... words) {
    return muster(Map.of("LC_ALL", "C"), javaHome, words);
  }

  private Command.Result muster(Map<String, String> more, Path javaHome, String... words) {
    String[] command = new String[words.length + 1];
    command[0] = home.resolve("muster").toString();
    System.arraycopy(words, 0, command, 1, words.length);
    Command muster =
        new Command(command)
            .with("JAVA_HOME", javaHome.toString())
            .with("XDG_CACHE_HOME", dir.resolve("cache").toString());
    more.forEach(muster::with);
    return muster.run(Duration.ofSeconds(20));
  }

  @Test
  void isFreeOfSyntaxErrors() {
    Command.Result checked =
        new Command("bash", "-n", home.resolve("muster").toString()).run(Duration.ofSeconds(10));
    assertEquals(0, checked.exitCode(), checked.output());
  }

  @Test
  void runsTheCommandLineWithItsArgumentsUntouched() throws Exception {
    Command.Result result =
        muster(jdk("jdk-21", "21.0.1"), "exec", "-t", "all", "--", "echo", "a  b", "*");
    assertEquals(0, result.exitCode(), result.output());
    assertTrue(
        result.output().endsWith("muster-cli.jar\nexec\n-t\nall\n--\necho\na  b\n*\n"),
        result.output());
  }

  @Test
  void runsEachProgramWithItsOwnFlags() throws Exception {
    Path jdk = jdk("jdk-25", "25.0.3");
    String server = muster(jdk, "server", "--config", "x y.yaml").output();
    assertTrue(server.contains("--sun-misc-unsafe-memory-access=allow"), server);
    assertTrue(server.endsWith("io.muster.server.Main\n--config\nx y.yaml\n"), server);
    String agent = muster(jdk, "agent", "--config", "x y.yaml").output();
    assertTrue(agent.endsWith("muster-agent.jar\n--config\nx y.yaml\n"), agent);
    String help = muster(jdk, "server", "--help").output();
    assertTrue(help.endsWith("muster-cli.jar\nserver\n--help\n"), help);
  }

  @Test
  void usesACacheOfClassesOnlyForTheJarThatItWasMadeFrom() throws Exception {
    Path jdk = jdk("jdk-25", "25.0.3");
    Path jar = home.resolve("modules/cli/target/muster-cli.jar");
    String option = "-XX:AOTCache=" + jar.toRealPath().resolveSibling("muster-cli-25.aot");
    String first = muster(jdk, "version").output();
    assertTrue(first.contains("preparing") && first.contains(option), first);
    String second = muster(jdk, "version").output();
    assertTrue(!second.contains("preparing") && second.contains(option), second);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(120)));
    String passedOver = muster(Map.of("MUSTER_NO_BUILD", "1"), jdk, "version").output();
    assertFalse(passedOver.contains("AOTCache"), passedOver);
    String again = muster(jdk, "version").output();
    assertTrue(again.contains("preparing") && again.contains(option), again);
  }

  @Test
  void doctorWithoutMavenOrProgramsNamesTheCommandThatMendsIt() throws Exception {
    Files.delete(home.resolve("modules/cli/target/muster-cli.jar"));
    Path bin = Files.createDirectories(dir.resolve("bin"));
    for (String tool : new String[] {"env", "bash", "readlink", "mkdir", "mv"}) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }
    Command.Result result =
        new Command("/bin/bash", home.resolve("muster").toString(), "doctor")
            .with("JAVA_HOME", jdk("jdk-25", "25.0.3").toString())
            .with("XDG_CACHE_HOME", dir.resolve("cache").toString())
            .with("PATH", bin.toString())
            .run(Duration.ofSeconds(20));
    assertEquals(1, result.exitCode(), result.output());
    assertTrue(
        result.output().matches("(?s).*ok +JDK .*missing +Maven +apt-get install maven .*"),
        result.output());
  }

  @Test
  void passesOverAJdkThatIsTooOld() throws Exception {
    Command.Result result = muster(jdk("jdk-17", "17.0.2"), "version");
    assertTrue(!result.output().contains("JDK jdk-17"), result.output());
  }

  @Test
  void looksAgainWhenTheChosenJdkIsGone() throws Exception {
    Path first = jdk("first", "24");
    assertTrue(muster(first, "version").output().contains("JDK first\n"));
    Files.delete(first.resolve("bin/java"));
    assertTrue(!muster(first, "version").output().contains("JDK first"));
  }

  @Test
  void noticesThatAJdkWasReplacedInItsFolder() throws Exception {
    String flag = "--sun-misc-unsafe-memory-access=allow";
    assertTrue(muster(jdk("same", "25.0.3"), "server").output().contains(flag));
    assertTrue(!muster(jdk("same", "21.0.9"), "server").output().contains(flag));
  }

  @Test
  void theBenchmarksBuildLeavesThePrograms() throws Exception {
    Files.createDirectories(home.resolve("test-cluster/target"));
    Path maven = Files.createDirectories(dir.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho other | tee */target/*.jar */*/target/*.jar\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = home.resolve("modules/cli/target/muster-cli.jar");
    Object before = Files.readAttributes(jar, BasicFileAttributes.class).fileKey();
    String path = dir.resolve("bin") + ":" + System.getenv("PATH");
    Command.Result ran =
        muster(Map.of("LC_ALL", "C", "PATH", path), jdk("jdk-25", "25.0.1"), "bench", "exec");
    assertEquals(0, ran.exitCode(), ran.output());
    assertTrue(ran.output().contains("io.muster.cluster.bench.Main"), ran.output());
    assertEquals(before, Files.readAttributes(jar, BasicFileAttributes.class).fileKey());
    assertEquals("", Files.readString(jar));
    assertFalse(Files.exists(jar.resolveSibling("muster-cli.jar.kept")));
  }
}
