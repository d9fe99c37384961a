package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.json.Fields;
import io.muster.cli.output.NodeRanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A document that a rollout brings to its target, a batch of nodes at a time. */
public final class RolledConfig {
  @Option(
      names = "--config-file",
      paramLabel = "FILE",
      description = "A configuration: TOML, YAML or JSON. A rollback gives nodes what they had.")
  private String file;

  @Option(
      names = {"-c", "--component"},
      paramLabel = "C",
      description = "The component whose configuration it is; default agent.")
  private String component;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Documents of targets with a higher one are merged later; default 0.")
  private Integer priority;

  /** True when a document was given. */
  public boolean given() {
    return file != null;
  }

  /** Refuses what goes with a document when there is none. */
  public void check() {
    if (file == null && (component != null || priority != null)) {
      throw CliException.usage(
          "--component and --priority are about a configuration; give --config-file FILE");
    }
  }

  /** As the API's RolledConfig. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("component", component == null ? "agent" : component);
    fields.put("documentJson", Documents.json(DocumentFile.read("--config-file", file)));
    if (priority != null) {
      fields.put("priority", priority);
    }
    return fields;
  }

  /** What a plan would change, for each group of nodes for which it is the same. */
  public static void print(Fields plan) {
    for (Fields group : plan.objects("changes")) {
      List<String> nodes = group.texts("nodeIds");
      String none = group.objects("changes").isEmpty() ? ": is so already" : ":";
      System.out.println(
          NodeRanges.fold(nodes)
              + (nodes.size() == 1 ? "" : " (" + nodes.size() + " nodes)")
              + none);
      Documents.printChanges(group);
    }
  }
}
