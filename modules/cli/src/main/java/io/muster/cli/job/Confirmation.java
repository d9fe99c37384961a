package io.muster.cli.job;

import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Terminal;
import java.io.IOException;
import java.util.Map;

/** Asks a person before something runs on the whole fleet. */
final class Confirmation {
  private Confirmation() {}

  /**
   * True when nobody is there to ask, when the target picks only some nodes, or when the answer is
   * yes.
   */
  static boolean given(Api api, String target, Map<String, Object> body, String command) {
    if (!Terminal.input() || !Terminal.error()) {
      return true;
    }
    Fields plan = api.harmless("POST", "/api/v1/jobs/plan", body);
    int picked = plan.texts("nodeIds").size();
    if (!Targets.isAll(target)) {
      long fleet = api.get(Api.path("/api/v1/nodes", "pageSize", "1")).number("total");
      if (picked < 2 || picked + plan.texts("cordonedNodeIds").size() < fleet) {
        return true;
      }
    }
    System.err.print("Run on all " + picked + " nodes: " + command + " ? [y/N] ");
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
}
