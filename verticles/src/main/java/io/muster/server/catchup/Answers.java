package io.muster.server.catchup;

import io.muster.protocol.agent.v1.CatchUpPage;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.internal.v1.Consignment;
import io.muster.protocol.internal.v1.JobSpec;
import io.muster.server.effects.Effects;
import io.muster.server.effects.Envelopes;
import io.muster.server.effects.Specs;
import io.muster.store.job.Applied;
import io.muster.store.job.TaskRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the pages for a round of questions: one signature for all of them. */
final class Answers {
  private final Envelopes envelopes;
  private final Specs specs;
  private final int pageTasks;
  private final long pageBytes;

  Answers(Envelopes envelopes, Specs specs, int pageTasks, long pageBytes) {
    this.envelopes = envelopes;
    this.specs = specs;
    this.pageTasks = pageTasks;
    this.pageBytes = pageBytes;
  }

  /** A page for each node that has something open; others are missing. */
  Map<String, NodeResponse> of(Applied applied) {
    List<TaskRow> all = Stream.concat(applied.send().stream(), applied.cancel().stream()).toList();
    Map<String, JobSpec> known = specs.of(all.stream().map(TaskRow::jobId).toList(), List.of());
    List<Consignment> tasks = consignments(applied.send(), known);
    List<Signed> signed = envelopes.tasks(tasks, known);
    Map<String, List<Entry>> byNode = new HashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      byNode
          .computeIfAbsent(tasks.get(i).getNodeId(), n -> new ArrayList<>())
          .add(new Entry(tasks.get(i), signed.get(i)));
    }
    consignments(applied.cancel(), known)
        .forEach(
            one ->
                byNode
                    .computeIfAbsent(one.getNodeId(), n -> new ArrayList<>())
                    .add(new Entry(one, null)));
    Map<String, NodeResponse> pages = new HashMap<>();
    byNode.forEach((node, entries) -> pages.put(node, page(entries, known)));
    return pages;
  }

  /** An open task, or a cancel when {@code signed} is null. */
  private record Entry(Consignment one, Signed signed) {}

  private NodeResponse page(List<Entry> entries, Map<String, JobSpec> known) {
    CatchUpPage.Builder page = CatchUpPage.newBuilder();
    entries.sort((a, b) -> a.one().getJobId().compareTo(b.one().getJobId()));
    long bytes = 0;
    int taken = 0;
    for (Entry entry : entries) {
      bytes += entry.signed() == null ? 256 : entry.signed().getSerializedSize();
      if (taken > 0 && bytes > pageBytes) {
        break;
      }
      taken++;
      if (entry.signed() == null) {
        page.addCancels(Envelopes.cancel(entry.one(), known.get(entry.one().getJobId())));
      } else {
        page.addTasks(entry.signed());
      }
    }
    if (taken < entries.size() || taken >= pageTasks) {
      page.setCursor(entries.get(taken - 1).one().getJobId());
    }
    return NodeResponse.newBuilder().setPage(page).build();
  }

  private static List<Consignment> consignments(List<TaskRow> rows, Map<String, JobSpec> known) {
    return rows.stream()
        .filter(row -> known.containsKey(row.jobId()))
        .map(Effects::consignment)
        .toList();
  }

  /** Nothing is open. */
  static NodeResponse nothing() {
    return NodeResponse.newBuilder().setPage(CatchUpPage.getDefaultInstance()).build();
  }
}
