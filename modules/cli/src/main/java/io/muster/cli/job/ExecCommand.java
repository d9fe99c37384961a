package io.muster.cli.job;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Inputs;
import io.muster.cli.TakesCommand;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster exec}. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    sortOptions = false,
    description = "Runs a command on nodes and shows what it prints.",
    footer = {
      "",
      "A single argument is run by the shell, several are run as they are.",
      "",
      "Examples:",
      "  muster exec -t 'labels[\"role\"] == \"web\"' -- uptime",
      "  muster exec -t all --yes --batch 10%% -- 'apt-get update && apt-get -y upgrade'",
      "  muster exec -t web-1,web-2 --plan -- systemctl restart nginx",
      "  muster exec -t db-1 --stdin dump.sql --user postgres -o json -- psql app",
      "",
      "Exit codes: 0 all succeeded, 1 some failed, 3 no node matched, 4 unknown, timed out or",
      "expired somewhere, 5 not reachable or not allowed. Ctrl-C cancels the job."
    })
public final class ExecCommand implements Callable<Integer>, TakesCommand {
  @Option(
      names = {"-t", "--target"},
      required = true,
      paramLabel = "TARGET",
      description = "The nodes: a CEL expression, ids with commas (or web-[1-20]), or all.")
  private String target;

  @Option(
      names = "--timeout",
      paramLabel = "T",
      description = "How long it may run on a node; default 60s.")
  private String timeout;

  @Option(
      names = "--ttl",
      paramLabel = "T",
      description = "How long a node may take to begin; default 30s.")
  private String ttl;

  @Option(
      names = "--batch",
      paramLabel = "N|P%",
      description = "How many nodes at the same time; default all.")
  private String batch;

  @Option(
      names = "--limit",
      paramLabel = "N|P%",
      description = "Only the first so many nodes, by id.")
  private String limit;

  @Option(
      names = "--governor",
      paramLabel = "NAME=N",
      description = "Share N slots with all work that names the same governor.")
  private String governor;

  @Option(names = "--plan", description = "Only list the nodes it would run on.")
  private boolean plan;

  @Option(names = "--detach", description = "Print the job's id and leave.")
  private boolean detach;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before running on every node.")
  private boolean yes;

  @Option(names = "--name", paramLabel = "TEXT", description = "A name for people.")
  private String name;

  @Mixin private ShellOptions shell;

  @Mixin private WatchOptions watch;

  @Mixin private ClientOptions client;

  @Parameters(arity = "1..*", paramLabel = "CMD", description = "The command.")
  private List<String> command;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    try (Api api = client.api()) {
      Map<String, Object> body = body();
      if (plan) {
        return new PlanTable(watch.form()).show(api.harmless("POST", "/api/v1/jobs/plan", body));
      }
      if (!yes && !Confirmation.given(api, target, body, String.join(" ", command))) {
        throw CliException.usage("not confirmed, nothing was done");
      }
      return new JobRun(api, watch, detach, yes ? start : System.nanoTime())
          .submit("/api/v1/jobs", body, target);
    }
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("target", Targets.of(target));
    body.put("shell", shell.shell(command));
    put(body, "timeout", Inputs.duration("--timeout", timeout));
    put(body, "ttl", Inputs.duration("--ttl", ttl));
    put(body, "batch", Inputs.share("--batch", batch));
    put(body, "limit", Inputs.share("--limit", limit));
    put(body, "name", name);
    if (governor != null) {
      body.put("governor", Inputs.governor(governor));
    }
    return body;
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
