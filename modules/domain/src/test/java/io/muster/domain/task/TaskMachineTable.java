package io.muster.domain.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every event makes of a task in every state, written down by hand: a row for each state, a
 * column for each event.
 */
final class TaskMachineTable {
  private static final List<String> EVENTS =
      List.of(
          "released",
          "node asks",
          "accepted",
          "started",
          "finished succeeded",
          "finished failed",
          "finished timed_out",
          "finished cancelled",
          "finished expired",
          "finished unknown",
          "cancel",
          "due",
          "node removed",
          "retried");

  private static final String ROWS =
      """
          pending    | pending    dispatched accepted   running    succeeded  failed     timed_out  cancelled  expired    unknown    cancelled  expired    cancelled  pending
          dispatched | dispatched dispatched accepted   running    succeeded  failed     timed_out  cancelled  expired    unknown    dispatched expired    expired    dispatched
          accepted   | accepted   accepted   accepted   running    succeeded  failed     timed_out  cancelled  expired    unknown    accepted   unknown    unknown    accepted
          running    | running    running    running    running    succeeded  failed     timed_out  cancelled  expired    unknown    running    unknown    unknown    running
          succeeded  | succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  succeeded  pending
          failed     | failed     failed     failed     failed     failed     failed     failed     failed     failed     failed     failed     failed     failed     pending
          timed_out  | timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  timed_out  pending
          cancelled  | cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  pending
          expired    | expired    expired    expired    expired    expired    expired    expired    expired    expired    expired    expired    expired    expired    pending
          unknown    | unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    pending
      """;

  static final Map<String, String> EXPECTED = expected();

  private TaskMachineTable() {}

  private static Map<String, String> expected() {
    Map<String, String> cells = new LinkedHashMap<>();
    for (String row : ROWS.strip().split("\n")) {
      String[] sides = row.split("\\|");
      String[] outcomes = sides[1].strip().split("\\s+");
      for (int i = 0; i < outcomes.length; i++) {
        cells.put(sides[0].strip() + " + " + EVENTS.get(i), outcomes[i]);
      }
    }
    return cells;
  }
}
