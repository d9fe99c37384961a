package io.muster.cli.rollout;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.TakesCommand;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.config.RolledConfig;
import io.muster.cli.file.FilePlacement;
import io.muster.cli.job.ShellOptions;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import io.muster.cli.output.Table;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster rollout start}. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    sortOptions = false,
    description = "Starts a rollout and follows it.",
    footer = {
      "",
      "It is followed until it ends or waits for somebody; Ctrl-C leaves it running.",
      "Without --auto-advance somebody has to promote it after every batch.",
      "",
      "Examples:",
      "  muster rollout start --name fix -t all --batch-size 10%% --auto-advance --task-file fix.sh",
      "  muster rollout start --name up -t 'labels[\"role\"] == \"web\"' --strategy canary --first 5%% \\",
      "    --observe 10m --on-failure rollback --undo 'apt-get -y install app=1.0' \\",
      "    -- apt-get -y install app=1.1",
      "  muster rollout start --name conf -t all --batch-size 25%% --auto-advance \\",
      "    --file nginx.conf --dest /etc/nginx/nginx.conf --validate 'nginx -t -c $MUSTER_FILE' \\",
      "    --reload 'systemctl reload nginx' --on-failure rollback",
      "  muster rollout start --name calm -t all --batch-size 1,25%% --auto-advance \\",
      "    --config-file agent.yaml --on-failure rollback",
      "  muster rollout start --name fix -t all --batch-size 1,5,10%%,100%% --task-file fix.sh --plan",
      "",
      "Exit codes: 0 all succeeded or it waits, 1 some failed, 3 no node matched, 5 not reachable",
      "or not allowed."
    })
final class RolloutStart implements Callable<Integer>, TakesCommand {
  @Option(
      names = {"-t", "--target"},
      required = true,
      paramLabel = "TARGET",
      description = "The nodes: a CEL expression, ids with commas (or web-[1-20]), or all.")
  private String target;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Its name, unique among live rollouts.")
  private String name;

  @Option(names = "--task-file", paramLabel = "FILE", description = "A script to run.")
  private Path taskFile;

  @Option(
      names = "--file",
      paramLabel = "SRC",
      description = "A file to put at --dest; a rollback puts the one before it back.")
  private String file;

  @Option(
      names = "--undo-file",
      paramLabel = "FILE",
      description = "A script that undoes the work on a node.")
  private Path undoFile;

  @Option(
      names = "--undo",
      paramLabel = "CMD",
      description = "A shell line that undoes the work on a node.")
  private String undo;

  @Mixin private FilePlacement placement;
  @Mixin private RolledConfig config;
  @Mixin private PaceOptions pace;
  @Mixin private CheckOptions checks;
  @Mixin private ShellOptions shell;

  @Option(names = "--plan", description = "Only show the batches with their nodes.")
  private boolean plan;

  @Option(names = "--detach", description = "Print the rollout's id and leave.")
  private boolean detach;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for its history.")
  private String reason;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Format format;

  @Mixin private ClientOptions client;

  @Parameters(
      arity = "0..*",
      paramLabel = "CMD",
      description = "The command; with --task-file the script's arguments.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    Map<String, Object> body = body();
    try (Api api = client.api()) {
      if (file != null) {
        body.put("file", placement.work(api, file));
      }
      return plan ? plan(api, body) : start(api, body);
    }
  }

  private int start(Api api, Map<String, Object> body) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Fields rollout;
    try {
      rollout = api.repeatable("/api/v1/rollouts", body, HexFormat.of().formatHex(random));
    } catch (CliException e) {
      throw e.code().equals("NOT_FOUND")
          ? new CliException(Exit.NO_NODE, e.getMessage(), e.code())
          : e;
    }
    if (detach) {
      if (format == Format.table) {
        System.out.println(rollout.text("id"));
      } else {
        Printer.print(System.out, format, rollout.map());
      }
      return Exit.OK;
    }
    boolean quiet = format != Format.table;
    Fields end =
        new RolloutFollower(api, rollout.text("id"), quiet)
            .until(RolloutCommands::waitsForSomebody);
    if (quiet) {
      Printer.print(System.out, format, end.map());
    }
    return RolloutCommands.exit(end);
  }

  private int plan(Api api, Map<String, Object> body) {
    Fields answer = api.harmless("POST", "/api/v1/rollouts/plan", body);
    if (format != Format.table) {
      Printer.print(System.out, format, answer.map());
    } else {
      RolledConfig.print(answer);
      Table table = new Table("BATCH", "NODES", "AT ONCE", "WHICH");
      for (Fields batch : answer.objects("batches")) {
        table.row(
            batch.text("number"),
            batch.text("total"),
            batch.text("parallel"),
            String.join(" ", batch.texts("nodeIds")));
      }
      answer
          .objects("skipped")
          .forEach(
              node ->
                  table.row(
                      "-", "1", "-", node.text("nodeId") + " left out: " + node.text("reason")));
      table.print(System.out, Integer.MAX_VALUE);
      System.out.println(
          "%d nodes in %d batches, %d left out; nothing was changed"
              .formatted(
                  answer.number("total"),
                  answer.objects("batches").size(),
                  answer.objects("skipped").size()));
    }
    return answer.number("total") == 0 ? Exit.NO_NODE : Exit.OK;
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("target", Targets.of(target));
    checkWork();
    if (config.given()) {
      body.put("config", config.fields());
    } else if (file == null) {
      body.put("shell", work());
    }
    if (undoFile != null && undo != null) {
      throw CliException.usage("--undo and --undo-file are two ways of the same; give one");
    }
    if (undoFile != null) {
      body.put("undoShell", script(ScriptFile.read("--undo-file", undoFile), command));
    } else if (undo != null) {
      body.put("undoShell", shell.shell(List.of(undo)));
    }
    pace.into(body);
    Map<String, Object> all = checks.checks();
    if (!all.isEmpty()) {
      body.put("checks", all);
    }
    if (reason != null) {
      body.put("reason", reason);
    }
    return body;
  }

  private void checkWork() {
    if (file == null && placement.given()) {
      throw CliException.usage("--dest and what goes with it is about a file; give --file SRC");
    }
    config.check();
    if (file == null && !config.given()) {
      return;
    }
    if (file != null) {
      placement.check();
    }
    if (file != null && config.given()) {
      throw CliException.usage("--file and --config-file are two rollouts; give one");
    }
    if (taskFile != null || !command.isEmpty() || undo != null || undoFile != null) {
      throw CliException.usage(
          (file != null ? "--file" : "--config-file")
              + " goes without a command; the one before it is what undoes it");
    }
  }

  private Map<String, Object> work() {
    if (taskFile != null) {
      return script(ScriptFile.read("--task-file", taskFile), command);
    }
    if (command.isEmpty()) {
      throw CliException.usage(
          "say what to roll out: --task-file FILE, --file SRC --dest PATH, --config-file FILE,"
              + " or -- CMD");
    }
    return shell.shell(command);
  }

  private Map<String, Object> script(ScriptFile script, List<String> arguments) {
    Map<String, Object> work = shell.shell(List.of(script.line(arguments)));
    if (work.containsKey("stdin")) {
      throw CliException.usage("--stdin goes with a command, not with a script");
    }
    work.put("stdin", Base64.getEncoder().encodeToString(script.content()));
    return work;
  }
}
