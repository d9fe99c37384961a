package io.muster.server.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.domain.audit.Fact;
import io.muster.protocol.internal.v1.AppendAuditRequest;
import io.muster.protocol.internal.v1.AppendAuditResponse;
import io.muster.runtime.Failure;
import io.muster.store.audit.AuditLedger;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes what waits on this node together: while one transaction commits, the facts that come
 * gather for the next. There is no delay for a fact that comes alone.
 */
final class Appending {
  private record Waiting(Fact fact, Promise<Long> number) {}

  private final Context context;
  private final AuditLedger ledger;
  private final int batch;
  private final Counter rows;
  private final Timer commits;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean writing;

  Appending(Vertx vertx, AuditLedger ledger, int batch, MeterRegistry meters) {
    this.context = vertx.getOrCreateContext();
    this.ledger = ledger;
    this.batch = batch;
    this.rows = meters.counter("muster.audit.rows");
    this.commits = meters.timer("muster.audit.commits");
  }

  /** Returns when the row is committed. */
  AppendAuditResponse append(AppendAuditRequest request) {
    Promise<Long> number = Promise.promise();
    synchronized (waiting) {
      waiting.add(new Waiting(fact(request), number));
      if (!writing) {
        writing = true;
        context.runOnContext(start -> write());
      }
    }
    return AppendAuditResponse.newBuilder().setSeq(number.future().await()).build();
  }

  private static Fact fact(AppendAuditRequest request) {
    try {
      return AuditMessages.fact(request.getRow());
    } catch (IllegalArgumentException e) {
      throw Failure.invalid("no kind of row is called '" + request.getRow().getKind() + "'");
    }
  }

  private void write() {
    List<Waiting> taken = take();
    while (!taken.isEmpty()) {
      try {
        List<Fact> facts = taken.stream().map(Waiting::fact).toList();
        List<Long> numbers = commits.record(() -> ledger.append(facts));
        rows.increment(numbers.size());
        for (int i = 0; i < taken.size(); i++) {
          taken.get(i).number.complete(numbers.get(i));
        }
      } catch (Throwable error) {
        taken.forEach(one -> one.number.fail(error));
      }
      taken = take();
    }
  }

  /** Empty when the writer may rest. */
  private List<Waiting> take() {
    synchronized (waiting) {
      List<Waiting> taken = new ArrayList<>();
      while (!waiting.isEmpty() && taken.size() < batch) {
        taken.add(waiting.poll());
      }
      writing = !taken.isEmpty();
      return taken;
    }
  }
}
