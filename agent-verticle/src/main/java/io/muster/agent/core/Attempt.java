package io.muster.agent.core;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.agent.ledger.AttemptKey;
import io.muster.agent.ledger.Ledger;
import io.muster.protocol.agent.v1.Accepted;
import io.muster.protocol.agent.v1.Chunk;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Started;
import io.muster.protocol.agent.v1.Stream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gathers what happens in one attempt and makes numbered replies of it. All of a command that ends
 * within {@value #FIRST_GATHER_MS} ms is one reply; after that events within {@value #GATHER_MS} ms
 * make one, and so do all that come while the reply before is under way, up to {@value #FULL}
 * bytes: then the command's output waits. While the control plane is away the output goes to the
 * spool instead, which is bounded by itself.
 */
final class Attempt implements Run {
  static final int FIRST_GATHER_MS = 15;
  static final int GATHER_MS = 5;
  static final int FULL = 256 * 1024;
  private static final int CHUNK = 64 * 1024;
  private static final Duration AWAY_GATHER = Duration.ofSeconds(1);

  private final String nodeId;
  private final AttemptKey key;
  private final Ledger ledger;
  private final Sender sender;
  private final Workers workers;
  private final InstantSource clock;
  private final String kind;
  private final CompletableFuture<Stop> stop;
  private final Redactor redactor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private List<Event> events = new ArrayList<>();
  private int bytes;
  private long nextSeq = 1;
  private boolean armed;
  private boolean due;

  Attempt(AgentScope scope, AttemptKey key, String kind, CompletableFuture<Stop> stop) {
    this.nodeId = scope.options().nodeId();
    this.key = key;
    this.ledger = scope.ledger();
    this.sender = scope.sender();
    this.workers = scope.workers();
    this.clock = scope.clock();
    this.kind = kind;
    this.stop = stop;
    this.redactor = new Redactor(scope.secrets());
    sender.listen(key, this::settled);
  }

  @Override
  public String nodeId() {
    return nodeId;
  }

  @Override
  public CompletionStage<Stop> stop() {
    return stop;
  }

  void accepted() {
    add(event().setAccepted(Accepted.getDefaultInstance()), 16);
  }

  @Override
  public void started(long pid, String trace) {
    ledger.started(key, kind + ":" + trace);
    add(event().setStarted(Started.newBuilder().setPid(pid)), 16);
  }

  @Override
  public void output(Stream stream, ByteString data) {
    tell(stream, redactor.pass(stream, data));
  }

  private void tell(Stream stream, ByteString data) {
    if (data.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      while (bytes >= FULL && !seal(false)) {
        room.await(1, TimeUnit.SECONDS);
      }
      if (!extend(stream, data)) {
        Chunk chunk = Chunk.newBuilder().setStream(stream).setData(data).build();
        events.add(event().setChunk(chunk).build());
      }
      bytes += data.size() + 16;
      arm();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Joins small pieces of the same stream, so that a command that prints by letters stays cheap.
   */
  private boolean extend(Stream stream, ByteString data) {
    if (events.isEmpty() || !events.getLast().hasChunk()) {
      return false;
    }
    Event last = events.getLast();
    Chunk chunk = last.getChunk();
    if (chunk.getStream() != stream || chunk.getData().size() + data.size() > CHUNK) {
      return false;
    }
    Chunk longer = chunk.toBuilder().setData(chunk.getData().concat(data)).build();
    events.set(events.size() - 1, last.toBuilder().setChunk(longer).build());
    return true;
  }

  /** The last event: on its way, and safe from the agent's death, when this returns. */
  void finish(Finished finished) {
    tell(Stream.STREAM_STDOUT, redactor.rest(Stream.STREAM_STDOUT));
    tell(Stream.STREAM_STDERR, redactor.rest(Stream.STREAM_STDERR));
    String message = redactor.text(finished.getMessage());
    lock.lock();
    try {
      events.add(event().setFinished(finished.toBuilder().setMessage(message)).build());
      seal(true);
    } finally {
      lock.unlock();
    }
    ledger.sync(key);
  }

  private Event.Builder event() {
    return Event.newBuilder().setAtMs(clock.millis());
  }

  private void add(Event.Builder event, int size) {
    lock.lock();
    try {
      events.add(event.build());
      bytes += size;
      arm();
    } finally {
      lock.unlock();
    }
  }

  private void arm() {
    if (!armed) {
      armed = true;
      int millis = nextSeq == 1 ? FIRST_GATHER_MS : GATHER_MS;
      workers.after(sender.away() ? AWAY_GATHER : Duration.ofMillis(millis), this::fire);
    }
  }

  private void fire() {
    lock.lock();
    try {
      armed = false;
      due = true;
      seal(false);
    } finally {
      lock.unlock();
    }
  }

  private void settled() {
    lock.lock();
    try {
      if (due || bytes >= FULL) {
        seal(false);
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes a reply of what there is, unless the one before is still under way. */
  private boolean seal(boolean last) {
    if (events.isEmpty()) {
      due = false;
      return true;
    }
    if (!last && !sender.away() && ledger.waiting(key) > 0) {
      return false;
    }
    Reply reply =
        Reply.newBuilder()
            .setNodeId(nodeId)
            .setTaskId(key.taskId())
            .setAttempt(key.attempt())
            .setSeq(nextSeq++)
            .addAllEvents(events)
            .build();
    events = new ArrayList<>();
    bytes = 0;
    due = false;
    ledger.append(key, reply);
    sender.kick(key);
    return true;
  }
}
