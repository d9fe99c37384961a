package io.muster.cli.standalone;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.local.standalone.Standalone;
import io.muster.local.standalone.StandaloneOptions;
import io.muster.local.standalone.StandaloneState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Runs everything on this machine: PostgreSQL, nats-server, control-plane nodes, agents.",
    footer = {
      "",
      "What is left out is as it was at the last start. Without --detach it runs until Ctrl-C.",
      "",
      "Examples:",
      "  muster up",
      "  muster up --agents 3 --detach",
      "  muster up --nodes 3 --port 9443 --data /var/lib/muster"
    })
final class UpCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the first control-plane node; the others follow. At first: 8443.")
  private Integer port;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many control-plane nodes. At first: 1.")
  private Integer nodes;

  @Option(names = "--agents", paramLabel = "N", description = "How many agents. At first: 1.")
  private Integer agents;

  @Option(names = "--detach", description = "Return when everything is ready and leave it running.")
  private boolean detach;

  @Override
  public Integer call() {
    int count = check("--nodes", nodes, 1, StandaloneOptions.MAX_NODES, 1);
    check("--port", port, 1, 65536 - count, 1);
    check("--agents", agents, 0, StandaloneOptions.MAX_AGENTS, 0);
    StandaloneOptions options =
        new StandaloneOptions(
            Installation.launcher(), data.path(), of(port), of(nodes), of(agents));
    return detach ? Detached.start(options) : foreground(options);
  }

  private int foreground(StandaloneOptions options) {
    long began = System.nanoTime();
    Standalone standalone = new Standalone(options, UpCommand::say);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  standalone.stop();
                  System.out.flush();
                  Runtime.getRuntime().halt(standalone.failed() ? Exit.UNREACHABLE : Exit.OK);
                }));
    standalone.run(state -> welcome(options.data(), state, began));
    return Exit.OK;
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void welcome(Path data, StandaloneState state, long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Path trust = data.toAbsolutePath().normalize().resolve("trust");
    say("");
    say("Muster is ready after %.1f s.".formatted(took.toMillis() / 1000.0));
    say("  address  " + String.join(", ", state.servers()));
    say("  console  " + state.servers().getFirst() + "/ (log in with the token)");
    say("  token    " + trust.resolve("admin.token") + " (the administrator's)");
    say(
        "  users    muster user create NAME --role admin   makes the first one; then: muster login");
    say("  CA       " + trust.resolve("ca.crt"));
    String where = data.equals(Path.of(".muster")) ? "" : "MUSTER_DATA=" + data + " ";
    say("  try      " + where + "muster exec -t all -- uptime");
    say("  stop     Ctrl-C, or muster down" + (where.isEmpty() ? "" : " --data " + data));
  }

  private static int check(String name, Integer value, int min, int max, int otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (value < min || value > max) {
      throw CliException.usage(name + " is " + value + " but must be " + min + " to " + max);
    }
    return value;
  }

  private static OptionalInt of(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
