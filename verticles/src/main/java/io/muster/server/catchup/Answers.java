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
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Makes the pages for a round of questions: one signature for as many of them as fit into memory
 * easily, since each envelope holds the whole work.
 */
final class Answers {
  private static final long BATCH_BYTES = 32L << 20;

  /** Signature, path and fields of an envelope; all of a cancel. */
  private static final int OVERHEAD = 1024;

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

  /** An open task, or a cancel. */
  private record Entry(Consignment one, boolean cancel) {
    String jobId() {
      return one.getJobId();
    }
  }

  /** What fits into one answer. {@code cursor} is empty when that is all. */
  private record Page(String node, List<Entry> entries, long bytes, String cursor) {}

  /** Gives {@code answer} a page for each node that has something open. */
  void each(Applied applied, BiConsumer<String, NodeResponse> answer) {
    Map<String, JobSpec> known =
        specs.of(
            Stream.concat(applied.send().stream(), applied.cancel().stream())
                .map(TaskRow::jobId)
                .toList(),
            List.of());
    Map<String, List<Entry>> byNode = new TreeMap<>();
    gather(applied.send(), false, known, byNode);
    gather(applied.cancel(), true, known, byNode);
    List<Page> batch = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, List<Entry>> each : byNode.entrySet()) {
      Page page = page(each.getKey(), each.getValue(), known);
      batch.add(page);
      bytes += page.bytes();
      if (bytes >= BATCH_BYTES) {
        answer(batch, known, answer);
        batch.clear();
        bytes = 0;
      }
    }
    answer(batch, known, answer);
  }

  private static void gather(
      List<TaskRow> rows,
      boolean cancel,
      Map<String, JobSpec> known,
      Map<String, List<Entry>> byNode) {
    rows.stream()
        .filter(row -> known.containsKey(row.jobId()))
        .map(row -> new Entry(Effects.consignment(row), cancel))
        .forEach(
            entry ->
                byNode
                    .computeIfAbsent(entry.one().getNodeId(), node -> new ArrayList<>())
                    .add(entry));
  }

  private Page page(String node, List<Entry> entries, Map<String, JobSpec> known) {
    entries.sort(Comparator.comparing(Entry::jobId));
    long bytes = 0;
    int taken = 0;
    for (Entry entry : entries) {
      long size = OVERHEAD + (entry.cancel() ? 0 : known.get(entry.jobId()).getSerializedSize());
      if (taken > 0 && bytes + size > pageBytes) {
        break;
      }
      bytes += size;
      taken++;
    }
    boolean more = taken < entries.size() || taken >= pageTasks;
    String cursor = more ? entries.get(taken - 1).jobId() : "";
    return new Page(node, entries.subList(0, taken), bytes, cursor);
  }

  private void answer(
      List<Page> pages, Map<String, JobSpec> known, BiConsumer<String, NodeResponse> answer) {
    List<Consignment> tasks =
        pages.stream()
            .flatMap(page -> page.entries().stream())
            .filter(entry -> !entry.cancel())
            .map(Entry::one)
            .toList();
    Iterator<Signed> signed = envelopes.tasks(tasks, known).iterator();
    for (Page page : pages) {
      CatchUpPage.Builder message = CatchUpPage.newBuilder().setCursor(page.cursor());
      for (Entry entry : page.entries()) {
        if (entry.cancel()) {
          message.addCancels(Envelopes.cancel(entry.one(), known.get(entry.jobId())));
        } else {
          message.addTasks(signed.next());
        }
      }
      answer.accept(page.node(), NodeResponse.newBuilder().setPage(message).build());
    }
  }

  /** Nothing is open. */
  static NodeResponse nothing() {
    return NodeResponse.newBuilder().setPage(CatchUpPage.getDefaultInstance()).build();
  }
}
