package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold after every test, whatever was broken in it. */
final class Invariants {
  private static final String EVENT_GAPS =
      """
      SELECT j.id, j.last_event, count(e.seq), coalesce(min(e.seq), 0), coalesce(max(e.seq), 0)
      FROM job j LEFT JOIN job_event e ON e.job_id = j.id GROUP BY j.id, j.last_event
      HAVING NOT (count(e.seq) = j.last_event AND min(e.seq) = 1 AND max(e.seq) = j.last_event)
      """;
  private static final String ENDINGS =
      """
      SELECT t.job_id, t.node_id, t.attempt, t.state,
        (SELECT count(*) FROM job_event e WHERE e.job_id = t.job_id AND e.ordinal = t.ordinal
           AND e.attempt = t.attempt AND e.state >= 4 AND e.seq = (
             SELECT max(l.seq) FROM job_event l WHERE l.job_id = t.job_id AND l.ordinal = t.ordinal)) AS last_is_final,
        (SELECT count(*) FROM job_event e WHERE e.job_id = t.job_id AND e.ordinal = t.ordinal
           AND e.attempt = t.attempt AND e.state >= 4) AS finals
      FROM task t
      """;

  private static final String UNTRACED =
      "SELECT id, trace_id FROM job j WHERE NOT EXISTS (SELECT FROM audit a WHERE a.trace_id ="
          + " j.trace_id AND a.kind = 'intent')";

  private final Rows rows;
  private final ClusterClient client;
  private final Path starts;

  Invariants(Rows rows, ClusterClient client, Path starts) {
    this.rows = rows;
    this.client = client;
    this.starts = starts;
  }

  /** What does not hold; empty when all is well. */
  List<String> broken(List<Submitted> jobs) {
    List<String> broken = new ArrayList<>();
    for (var row : rows.query("SELECT id, state FROM job WHERE finished_at IS NULL")) {
      broken.add("job " + row + " has not ended");
    }
    for (var row : rows.query("SELECT * FROM (" + ENDINGS + ") t WHERE t.state < 4")) {
      broken.add("task " + row + " has not ended");
    }
    for (var row :
        rows.query("SELECT * FROM (" + ENDINGS + ") t WHERE finals <> 1 OR last_is_final <> 1")) {
      broken.add(
          "task (job, node, attempt, state, last is final, finals) "
              + row
              + " did not end exactly once");
    }
    for (var row : rows.query(EVENT_GAPS)) {
      broken.add("events of job (id, last, count, min, max) " + row + " have a gap");
    }
    for (var row :
        rows.query(
            "SELECT id, total, counts FROM job WHERE total <> (SELECT sum(c) FROM"
                + " unnest(counts) c)")) {
      broken.add("the tally of job " + row + " does not add up");
    }
    for (var row : rows.query(UNTRACED)) {
      broken.add("job " + row + " is in no row of the audit trail");
    }
    JsonNode audit = client.get("/api/v1/audit:verify");
    if (!audit.path("ok").asBoolean()) {
      broken.add("the audit trail is broken: " + audit);
    }
    broken.addAll(startedTwice());
    jobs.forEach(job -> broken.addAll(wrongOutput(job)));
    return broken;
  }

  private List<String> startedTwice() {
    try {
      Map<String, Integer> counts = new TreeMap<>();
      if (Files.exists(starts)) {
        Files.readAllLines(starts).forEach(line -> counts.merge(line, 1, Integer::sum));
      }
      return counts.entrySet().stream()
          .filter(entry -> entry.getValue() > 1)
          .map(entry -> "attempt " + entry.getKey() + " was started " + entry.getValue() + " times")
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the output of every task together from the job's events, as any client does. */
  private List<String> wrongOutput(Submitted job) {
    List<String> broken = new ArrayList<>();
    Map<String, StringBuilder> printed = new HashMap<>();
    Map<String, JsonNode> ended = new HashMap<>();
    Set<String> twice = new HashSet<>();
    try (Watcher watcher = new Watcher(client, job.id(), 0)) {
      watcher.awaitEnd(java.time.Duration.ofSeconds(60));
      watcher.faults().forEach(fault -> broken.add("job " + job.id() + ": " + fault));
      watcher.events().stream()
          .sorted(Comparator.comparingLong(Watcher::seq))
          .filter(event -> event.hasNonNull("nodeId"))
          .forEach(
              event -> {
                String run = event.path("nodeId").asText() + "." + event.path("attempt").asInt();
                StringBuilder text = printed.computeIfAbsent(run, key -> new StringBuilder());
                for (JsonNode output : event.path("output")) {
                  if (output.path("stream").asText().equals("stdout")) {
                    text.append(output.path("text").asText());
                  }
                }
                if (event.has("task") && ended.put(run, event.path("task")) != null) {
                  twice.add(run);
                }
              });
    }
    twice.forEach(run -> broken.add("job " + job.id() + ", run " + run + " ended twice"));
    job.prints()
        .ifPresent(
            wanted ->
                ended.forEach(
                    (run, task) -> {
                      if (task.path("state").asText().equals("succeeded")
                          && !printed.get(run).toString().equals(wanted)) {
                        broken.add(
                            "job " + job.id() + ", run " + run + " printed " + printed.get(run));
                      }
                    }));
    return broken;
  }
}
