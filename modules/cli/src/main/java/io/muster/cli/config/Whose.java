package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.Targets;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which document is meant: of a component, and of a node or a target. */
final class Whose {
  @Option(
      names = {"-c", "--component"},
      paramLabel = "C",
      description = "The component; default agent.")
  private String component = "agent";

  @Option(
      names = {"--agent-id", "--node"},
      paramLabel = "ID",
      description = "The node whose document it is.")
  private String node;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      description = "The target whose document it is: a CEL expression, ids with commas, or all.")
  private String target;

  String component() {
    return component;
  }

  boolean isNode() {
    return node != null;
  }

  boolean isGiven() {
    return node != null || target != null;
  }

  /** The node's id; empty for a target. */
  String node() {
    return node == null ? "" : node;
  }

  /** Empty for a node. */
  String target() {
    return target == null ? "" : Targets.of(target);
  }

  /** What a status is asked for. */
  String selection() {
    return node != null ? node : target();
  }

  boolean isAll() {
    return target != null && Targets.isAll(target);
  }

  /** Wrong usage unless one of both is given. */
  Whose required() {
    if (node == null && target == null) {
      throw CliException.usage("whose configuration? give --agent-id ID or -t TARGET");
    }
    return single();
  }

  Whose single() {
    if (node != null && target != null) {
      throw CliException.usage("--agent-id and -t exclude each other; give one");
    }
    return this;
  }

  /** The fields of a request that name the document. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("component", component);
    if (node != null) {
      fields.put("nodeId", node);
    } else {
      fields.put("target", target());
    }
    return fields;
  }

  static String label(Fields document) {
    return document.text("component")
        + " for "
        + (!document.text("nodeId").isEmpty()
            ? "node " + document.text("nodeId")
            : "target " + document.text("target"));
  }
}
