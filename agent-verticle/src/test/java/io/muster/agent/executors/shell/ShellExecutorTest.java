package io.muster.agent.executors.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Task;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ShellExecutorTest {
  @TempDir Path folder;
  private static int counter;
  private final Collected run = new Collected();
  private ShellExecutor shell;
  private String taskId;

  @BeforeEach
  void make() {
    taskId = "job" + ProcessHandle.current().pid() + "-" + counter++;
    shell = executor(true);
  }

  @AfterEach
  void stop() {
    shell.close();
  }

  private ShellExecutor executor(boolean cgroups) {
    return new ShellExecutor(
        new ShellSettings(
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            cgroups,
            folder.resolve("run-" + cgroups),
            folder.resolve("config")));
  }

  private Task task(Shell.Builder work, long timeoutMs) {
    return Task.newBuilder()
        .setNodeId("n1")
        .setTaskId(taskId)
        .setJobId("job")
        .setTraceId("trace")
        .setAttempt(1)
        .setTimeoutMs(timeoutMs)
        .setShell(work)
        .build();
  }

  private Finished line(String line) {
    return shell.execute(task(Shell.newBuilder().setLine(line), 30_000), run);
  }

  private Finished argv(String... words) {
    return shell.execute(task(Shell.newBuilder().addAllArgv(List.of(words)), 30_000), run);
  }

  private String out() {
    return run.out.toString(StandardCharsets.UTF_8);
  }

  private Set<Long> left() {
    return Processes.of(-1, taskId + ".1", Cgroups.none().make("none")).members();
  }

  private void awaitNoneLeft() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!left().isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(10_000_000);
    }
    assertEquals(Set.of(), left());
  }

  @Test
  void runsArgvAsItIsWithItsOwnEnvironmentAndFolder() {
    Shell.Builder work =
        Shell.newBuilder()
            .addArgv("sh")
            .addArgv("-c")
            .addArgv("echo $A $MUSTER_TASK_ID $MUSTER_NODE_ID $(pwd); echo bad >&2; exit 3")
            .putEnv("A", "a b")
            .setCwd("/tmp");
    Finished end = shell.execute(task(work, 30_000), run);
    assertEquals("a b " + taskId + " n1 /tmp\n", out());
    assertEquals("bad\n", run.err.toString(StandardCharsets.UTF_8));
    assertEquals(Outcome.OUTCOME_FAILED, end.getOutcome());
    assertEquals(3, end.getExitCode());
  }

  @Test
  void anExitOfZeroIsToldAsSuch() {
    Finished end = argv("true");
    assertTrue(end.hasExitCode());
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome());
  }

  @Test
  void tellsASignalFromAnExit() {
    Finished end = line("kill -9 $$");
    assertEquals(9, end.getSignal());
    assertFalse(end.hasExitCode());
    assertEquals(Outcome.OUTCOME_FAILED, end.getOutcome());
  }

  @Test
  void aMissingCommandIs127AndOneThatIsNoProgramIs126() {
    Finished end = argv("no-such-program", "x");
    assertEquals(127, end.getExitCode());
    assertEquals("command not found: no-such-program", end.getMessage());
    assertEquals(126, argv("/etc/passwd").getExitCode());
  }

  @Test
  void refusesAMissingFolderAndAnUnknownUser() {
    Shell.Builder lost = Shell.newBuilder().setLine("true").setCwd("/no/such");
    assertTrue(
        shell.execute(task(lost, 1_000), run).getMessage().contains("/no/such does not exist"));
    Shell.Builder nobody = Shell.newBuilder().setLine("true").setUser("no-such-user");
    assertEquals(
        "user no-such-user does not exist on this node",
        shell.execute(task(nobody, 1_000), run).getMessage());
  }

  @Test
  void becomesAnotherUser() {
    assumeTrue("root".equals(System.getProperty("user.name")));
    Shell.Builder work =
        Shell.newBuilder().setLine("id -un; echo $HOME; echo x >/dev/stderr").setUser("daemon");
    Finished end = shell.execute(task(work, 30_000), run);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.toString());
    assertEquals("daemon\n/usr/sbin\n", out());
  }

  @Test
  void standardInputIsGivenWholeAndIsClosedOtherwise() {
    byte[] big = new byte[1 << 20];
    java.util.Arrays.fill(big, (byte) 'x');
    Shell.Builder work = Shell.newBuilder().setLine("wc -c").setStdin(ByteString.copyFrom(big));
    shell.execute(task(work, 30_000), run);
    assertEquals((1 << 20) + "", out().strip());
    Collected other = new Collected();
    shell.execute(task(Shell.newBuilder().setLine("cat; echo end"), 30_000), other);
    assertEquals("end\n", other.out.toString(StandardCharsets.UTF_8));
    Collected unread = new Collected();
    Shell.Builder ignores =
        Shell.newBuilder().setLine("exec 0<&-; echo ok").setStdin(ByteString.copyFrom(big));
    shell.execute(task(ignores, 30_000), unread);
    assertEquals("ok\n", unread.out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void guardsSkip() throws Exception {
    Path marker = Files.createFile(folder.resolve("there"));
    Finished creates =
        shell.execute(
            task(Shell.newBuilder().setLine("echo ran").setCreates(marker.toString()), 9_000), run);
    Finished unless =
        shell.execute(task(Shell.newBuilder().setLine("echo ran").setUnless("true"), 9_000), run);
    Finished onlyif =
        shell.execute(task(Shell.newBuilder().setLine("echo ran").setOnlyif("false"), 9_000), run);
    for (Finished end : List.of(creates, unless, onlyif)) {
      assertTrue(end.getSkipped());
      assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome());
    }
    assertEquals("", out());
    Shell.Builder runs =
        Shell.newBuilder().setLine("echo ran").setOnlyif("echo guard").setUnless("false");
    assertFalse(shell.execute(task(runs, 9_000), run).getSkipped());
    assertEquals("ran\n", out());
  }

  @Test
  void timeEndsTheWholeFamilyEvenWhenItIgnoresTerm() {
    Finished end =
        shell.execute(
            task(Shell.newBuilder().setLine("trap '' TERM; sleep 300 & sleep 300; sleep 300"), 300),
            run);
    assertEquals(Outcome.OUTCOME_TIMED_OUT, end.getOutcome());
    awaitNoneLeft();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cancelEndsChildrenThatForkedAway(boolean cgroups) throws Exception {
    shell = executor(cgroups);
    CompletableFuture<Finished> end =
        CompletableFuture.supplyAsync(
            () -> line("(setsid sh -c 'setsid sleep 300 & sleep 300' &) ; echo up; sleep 300"));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (left().size() < 4 && System.nanoTime() < until) {
      LockSupport.parkNanos(5_000_000);
    }
    assertTrue(left().size() >= 4, "forked away: " + left());
    run.stop.complete(new Run.Stop(Outcome.OUTCOME_CANCELLED, "enough"));
    Finished ended = end.get(60, TimeUnit.SECONDS);
    assertEquals(Outcome.OUTCOME_CANCELLED, ended.getOutcome());
    assertEquals("enough", ended.getMessage());
    awaitNoneLeft();
  }

  @Test
  void aForkBombIsEnded() {
    String bomb =
        "ulimit -u 2000; n=0; while [ $n -lt 150 ]; do (sleep 100 & sleep 100 &) ; n=$((n+1)); done; sleep 100";
    Finished end = shell.execute(task(Shell.newBuilder().setLine(bomb), 1_500), run);
    assertEquals(Outcome.OUTCOME_TIMED_OUT, end.getOutcome());
    awaitNoneLeft();
  }

  @Test
  void aChildInTheBackgroundDoesNotHoldTheTask() {
    long began = System.nanoTime();
    Finished end = line("echo before; (sleep 20; echo late) & echo after");
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome());
    assertEquals("before\nafter\n", out());
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(5));
    assertEquals(0, pumps());
    Processes.ofTrace(run.trace, Cgroups.none()).orElseThrow().end(Duration.ZERO);
    awaitNoneLeft();
  }

  private static long pumps() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("output"))
        .count();
  }

  @Test
  void twoHundredMebibytesPassInOrder() {
    Finished end = line("head -c 209715200 /dev/zero; echo done >&2");
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome());
    assertEquals(209_715_200L + 5, run.bytes.get());
  }

  @Test
  void bytesThatAreNotUtf8ComeThrough() {
    line("printf '\\377\\376\\303\\050 \\342\\202'");
    assertArrayEquals(
        new byte[] {-1, -2, (byte) 0xc3, '(', ' ', (byte) 0xe2, (byte) 0x82},
        run.out.toByteArray());
  }

  @Test
  void leavesNoDescriptorsAndNoGroupsBehind() throws IOException {
    argv("true");
    awaitSpare();
    int before = descriptors();
    for (int i = 0; i < 50; i++) {
      argv("true");
    }
    awaitSpare();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (descriptors() > before + 3 && System.nanoTime() < until) {
      LockSupport.parkNanos(5_000_000); // pipes for later commands are being made
    }
    assertTrue(descriptors() <= before + 3, before + " then " + descriptors());
    shell.close();
    assertEquals(List.of(), groups());
  }

  /** The control groups of this process, with those that were made ahead. */
  private static List<String> groups() throws IOException {
    String ahead = "ahead-" + ProcessHandle.current().pid() + "-";
    List<String> found = new ArrayList<>();
    for (String hierarchy : List.of("", "pids", "freezer", "unified")) {
      Path root = Path.of("/sys/fs/cgroup").resolve(hierarchy);
      try (Stream<Path> all = Files.walk(root.resolve("muster-runs"))) {
        all.map(path -> path.getFileName().toString())
            .filter(name -> name.startsWith(ahead))
            .forEach(found::add);
      } catch (NoSuchFileException e) {
        // Not mounted here, or not used.
      }
    }
    return found;
  }

  private void awaitSpare() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (spares() == 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    assertEquals(1, spares());
  }

  private Finished awaitSpareThen(Shell.Builder work) {
    awaitSpare();
    return shell.execute(task(work, 30_000), run);
  }

  /** Shells that wait: their standard input is a pipe of this executor. */
  private long spares() {
    return ProcessHandle.current().children().filter(child -> waits(child.pid())).count();
  }

  private boolean waits(long pid) {
    try {
      Path input = Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/0"));
      return input.startsWith(folder.resolve("run-true"))
          && Files.readString(Path.of("/proc/" + pid + "/cmdline")).startsWith("/bin/sh");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatAWaitingShellBecomesGetsEveryWordAsItIs() {
    String odd = "a'b \"c\" $HOME `x` \\ * \n\ttail\n é";
    Finished end =
        awaitSpareThen(
            Shell.newBuilder()
                .addAllArgv(
                    List.of("sh", "-c", "printf '%s|' \"$@\" \"$A\"; pwd; cat", odd, odd, "-n", ""))
                .putEnv("A", odd)
                .setCwd("/proc/self/../.."));
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.toString());
    assertEquals(odd + "|-n||" + odd + "|/\n", out());
  }

  @Test
  void whatAShellCannotDoStartsFromNothing() {
    Finished end =
        awaitSpareThen(
            Shell.newBuilder()
                .setLine("exit $((UID_OK + 3))")
                .putEnv("UID", "7")
                .putEnv("UID_OK", "1"));
    assertEquals(4, end.getExitCode());
    assertEquals(1, spares());
  }

  @Test
  void aWaitingShellThatDiedCostsNothing() throws Exception {
    awaitSpare();
    ProcessHandle dead =
        ProcessHandle.current().children().filter(child -> waits(child.pid())).findFirst().get();
    dead.destroyForcibly();
    dead.onExit().get(10, TimeUnit.SECONDS);
    assertEquals(Outcome.OUTCOME_SUCCEEDED, line("echo ran").getOutcome());
    assertEquals("ran\n", out());
  }

  @Test
  void aPartOfAScriptDoesNothing() throws Exception {
    Path marker = folder.resolve("marker");
    Task task = task(Shell.newBuilder().setCwd(folder.toString()), 1_000);
    Surroundings around = Surroundings.of(task, "n1", folder);
    byte[] whole =
        Script.of(
                around,
                Surroundings.inherited(),
                List.of("/bin/touch", marker.toString()),
                Path.of("/dev/null"))
            .orElseThrow();
    for (int cut = whole.length - 2; cut > 0; cut -= 7) {
      Process shell = new ProcessBuilder("/bin/sh").redirectErrorStream(true).start();
      try (var in = shell.getOutputStream()) {
        in.write(whole, 0, cut);
      }
      shell.waitFor();
      assertFalse(Files.exists(marker), new String(whole, 0, cut, StandardCharsets.UTF_8));
    }
  }

  private static int descriptors() {
    return new File("/proc/self/fd").list().length;
  }

  @Test
  void endsWhatADeadAgentLeft() throws Exception {
    CompletableFuture<Finished> end =
        CompletableFuture.supplyAsync(() -> line("setsid sleep 300 & sleep 300"));
    run.pid.get(10, TimeUnit.SECONDS);
    executor(false).endLeftover(run.trace);
    assertEquals(Outcome.OUTCOME_FAILED, end.get(10, TimeUnit.SECONDS).getOutcome());
    awaitNoneLeft();
  }
}
