package io.muster.agent.executors.shell;

import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where and as whom a command runs. */
record Surroundings(
    Path folder, Map<String, String> environment, String mark, List<String> becoming) {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  /** Throws {@link CannotRun} when the user or the folder is not there. */
  static Surroundings of(Task task, String nodeId, Path configFolder) {
    Shell shell = task.getShell();
    Map<String, String> environment = inherited();
    List<String> becoming = List.of();
    Path folder = Path.of("/");
    if (!shell.getUser().isEmpty()) {
      Account account = account(shell.getUser());
      folder = Files.isDirectory(account.home()) ? account.home() : folder;
      environment.put("HOME", account.home().toString());
      environment.put("USER", account.name());
      environment.put("LOGNAME", account.name());
      environment.put("SHELL", account.shell());
      becoming = becoming(account);
    }
    if (!shell.getCwd().isEmpty()) {
      folder = folder.resolve(shell.getCwd());
      if (!Files.isDirectory(folder)) {
        throw new CannotRun("working directory " + folder + " does not exist on this node");
      }
    }
    environment.putAll(shell.getEnvMap());
    String mark = task.getTaskId() + "." + task.getAttempt();
    environment.put("MUSTER_NODE_ID", nodeId);
    environment.put("MUSTER_TASK_ID", task.getTaskId());
    environment.put("MUSTER_JOB_ID", task.getJobId());
    environment.put("MUSTER_CONFIG_DIR", configFolder.toString());
    environment.put("MUSTER_TRACE_ID", task.getTraceId());
    environment.put(Processes.MARK, mark);
    return new Surroundings(folder, environment, mark, becoming);
  }

  /** What every command gets from the agent's own environment. */
  static Map<String, String> inherited() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(key -> key.startsWith("MUSTER_") || key.equals("NOTIFY_SOCKET"));
    environment.putIfAbsent("PATH", PATH);
    return environment;
  }

  private static Account account(String user) {
    return Account.find(user)
        .orElseThrow(() -> new CannotRun("user " + user + " does not exist on this node"));
  }

  private static List<String> becoming(Account account) {
    if (account.name().equals(System.getProperty("user.name"))) {
      return List.of();
    }
    if (!ROOT) {
      throw new CannotRun(
          "the agent runs as "
              + System.getProperty("user.name")
              + " and cannot become "
              + account.name()
              + "; run it as root, or the command as its own user");
    }
    return List.of(
        "setpriv", "--reuid=" + account.uid(), "--regid=" + account.gid(), "--init-groups", "--");
  }

  List<String> line(String line) {
    return List.of("/bin/sh", "-c", line);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Finds the program, so that a missing one is told apart from one that exits with 127. */
  List<String> resolve(List<String> argv) {
    String program = argv.isEmpty() ? "" : argv.getFirst();
    if (program.isEmpty()) {
      throw new CannotRun("the task names no command");
    }
    if (program.indexOf('/') >= 0) {
      check(path(program), program);
      return argv;
    }
    for (String part : environment.get("PATH").split(":")) {
      Path candidate = path(part.isEmpty() ? "." : part).resolve(program);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        List<String> resolved = new ArrayList<>(argv);
        resolved.set(0, candidate.toString());
        return resolved;
      }
    }
    throw new CannotRun(127, "command not found: " + program);
  }

  private static void check(Path path, String program) {
    if (!Files.exists(path)) {
      throw new CannotRun(127, "command not found: " + program);
    }
    if (Files.isDirectory(path) || !Files.isExecutable(path)) {
      throw new CannotRun(126, "not executable: " + program);
    }
  }
}
