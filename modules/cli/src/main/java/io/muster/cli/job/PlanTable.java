package io.muster.cli.job;

import io.muster.cli.Exit;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import io.muster.cli.output.Table;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code --plan} shows. */
record PlanTable(WatchOptions.Form form) {
  int show(Fields plan) {
    List<String> nodes = plan.texts("nodeIds");
    switch (form) {
      case json -> Printer.print(System.out, Format.json, plan.map());
      case yaml -> Printer.print(System.out, Format.yaml, plan.map());
      case jsonl -> System.out.println(new String(Json.bytes(plan.map()), StandardCharsets.UTF_8));
      case table -> draw(plan, nodes);
    }
    return nodes.isEmpty() ? Exit.NO_NODE : Exit.OK;
  }

  private static void draw(Fields plan, List<String> nodes) {
    Set<String> offline = new HashSet<>(plan.texts("offlineNodeIds"));
    List<String> cordoned = plan.texts("cordonedNodeIds");
    Table table = new Table("NODE", "PLAN");
    nodes.forEach(id -> table.row(id, offline.contains(id) ? "run (offline now)" : "run"));
    cordoned.forEach(id -> table.row(id, "left out: cordoned"));
    table.print(System.out);
    System.out.println(
        nodes.size()
            + " nodes, "
            + plan.number("parallel")
            + " at the same time, "
            + offline.size()
            + " offline, "
            + cordoned.size()
            + " cordoned; nothing was changed");
  }
}
