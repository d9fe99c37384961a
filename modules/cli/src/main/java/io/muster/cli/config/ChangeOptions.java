package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.NodeRanges;
import io.muster.cli.output.Printer;
import io.muster.cli.output.Terminal;
import io.muster.runtime.config.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a change is made: looked at first, confirmed, made, and waited for. */
final class ChangeOptions {
  @Option(names = "--comment", paramLabel = "TEXT", description = "Why; kept in the history.")
  private String comment = "";

  @Option(names = "--plan", description = "Says what would change, and changes nothing.")
  private boolean plan;

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  private boolean yes;

  @Option(names = "--no-wait", description = "Does not wait for the nodes.")
  private boolean noWait;

  @Option(
      names = "--timeout",
      paramLabel = "T",
      description = "How long to wait for the nodes; default 30s.")
  private String timeout = "30s";

  /** Makes the change that {@code body} asks for at {@code path}; returns one of {@link Exit}. */
  int make(Api api, Whose whose, String path, Map<String, Object> body, Format format) {
    Duration limit = limit();
    if (!comment.isEmpty()) {
      body.put("comment", comment);
    }
    Map<String, Object> trial = new LinkedHashMap<>(body);
    trial.put("dryRun", true);
    Fields planned = api.harmless("POST", path, trial);
    if (plan || !planned.flag("changed")) {
      show(planned, format, null);
      return Exit.OK;
    }
    if (!confirmed(api, whose, planned)) {
      throw new CliException(Exit.FAILED, "nothing was changed");
    }
    body.put("expectedRevision", expected(planned));
    Fields changed = api.once("POST", path, body);
    boolean wait = !noWait && !changed.texts("nodeIds").isEmpty();
    Fields status = wait ? Waiting.until(api, whose.component(), whose.selection(), limit) : null;
    show(changed, format, status);
    return status == null ? Exit.OK : Waiting.exit(status);
  }

  private static String expected(Fields planned) {
    return planned.object("document").has("revision")
        ? planned.object("document").text("revision")
        : "0";
  }

  private Duration limit() {
    try {
      return Durations.parse(timeout);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw CliException.usage(
          "--timeout is '" + timeout + "', not a duration such as 500ms, 30s or 5m");
    }
  }

  private boolean confirmed(Api api, Whose whose, Fields planned) {
    if (yes || !Terminal.input() || !Terminal.error()) {
      return true;
    }
    int touched = planned.texts("nodeIds").size();
    if (!whose.isAll()) {
      long fleet = api.get(Api.path("/api/v1/nodes", "pageSize", "1")).number("total");
      if (touched < 2 || touched < fleet) {
        return true;
      }
    }
    System.err.print("Change " + whose.component() + " on all " + touched + " nodes? [y/N] ");
    System.err.flush();
    return answer();
  }

  private static boolean answer() {
    StringBuilder line = new StringBuilder();
    try {
      for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
        line.append((char) c);
      }
    } catch (IOException e) {
      return false;
    }
    return line.toString().strip().matches("(?i)y|yes");
  }

  private void show(Fields changed, Format format, Fields status) {
    if (format != Format.table) {
      Map<String, Object> all = Documents.readable(changed);
      if (status != null) {
        all.put("status", status.map());
      }
      Printer.print(System.out, format, all);
      return;
    }
    Fields document = changed.object("document");
    if (!changed.flag("changed")) {
      System.out.println(Whose.label(document) + " is so already; nothing was changed");
      return;
    }
    Documents.printChanges(changed);
    List<String> nodes = changed.texts("nodeIds");
    String touched =
        nodes.isEmpty()
            ? "no node now"
            : nodes.size() + (nodes.size() == 1 ? " node: " : " nodes: ") + NodeRanges.fold(nodes);
    if (plan) {
      System.out.println(
          Whose.label(document) + " would touch " + touched + "; nothing was changed");
      return;
    }
    System.out.println(
        Whose.label(document) + ": revision " + document.text("revision") + ", " + touched);
    if (status != null) {
      Waiting.print(status);
    }
  }
}
