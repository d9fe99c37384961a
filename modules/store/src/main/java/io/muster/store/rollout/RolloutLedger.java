package io.muster.store.rollout;

import io.muster.domain.rollout.Refused;
import io.muster.domain.rollout.Rollout;
import io.muster.domain.rollout.RolloutEvent;
import io.muster.domain.rollout.RolloutMachine;
import io.muster.domain.rollout.Step;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.muster.store.Fence;
import io.muster.store.LeaseLedger;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one way in which rollouts change. Each change is one transaction: lock the row, let the pure
 * machine decide, save rollout, nodes and history together. What must then be done follows from
 * what is stored, so whoever conducts the rollout after a crash does it.
 */
public final class RolloutLedger {
  private static final String UNIQUE = "23505";
  private static final String CLOSED = "closed";

  /** Nodes change only under the rollout's lock and with its version, so they need not be read. */
  private final Map<String, RolloutRow> cache = new ConcurrentHashMap<>();

  private final Database database;

  public RolloutLedger(Database database) {
    this.database = database;
  }

  /** Thrown when the lease of a write is another's by now. */
  public static final class Fenced extends RuntimeException {
    Fenced(String lease) {
      super("the lease " + lease + " is another node's", null, false, false);
    }
  }

  /**
   * Commits a rollout.
   *
   * @return its id, or that of the rollout that the same request made before
   * @throws Failure {@code CONFLICT} when a live one has its name, or the request id was used for
   *     another request
   */
  public String create(NewRollout rollout) {
    try {
      return database.transaction(
          tx -> {
            String known = known(tx, rollout);
            if (known == null) {
              Writer writer = new Writer(tx);
              writer.insert(rollout);
              return rollout.id();
            }
            return known;
          });
    } catch (PgException e) {
      if (!UNIQUE.equals(e.getSqlState())) {
        throw e;
      }
      String known = database.transaction(tx -> known(tx, rollout));
      if (known != null) {
        return known;
      }
      throw Failure.conflict(
          "a live rollout is named '"
              + rollout.spec().getName()
              + "'; choose another name, or wait for its end");
    }
  }

  private static String known(SqlConnection tx, NewRollout rollout) {
    String key = rollout.spec().getRequestId();
    if (key.isEmpty()) {
      return null;
    }
    for (Row row :
        Database.query(
            tx,
            "SELECT id, spec FROM rollout WHERE created_by = $1 AND request_key = $2",
            rollout.createdBy(),
            key)) {
      if (!java.util.Arrays.equals(row.getBuffer(1).getBytes(), rollout.spec().toByteArray())) {
        throw Failure.conflict(
            "the request id '" + key + "' was used for another request; choose a new one");
      }
      return row.getString(0);
    }
    return null;
  }

  /** A rollout with its nodes. */
  public Optional<RolloutRow> load(String id) {
    return database.transaction(tx -> load(tx, id, ""));
  }

  private Optional<RolloutRow> load(SqlConnection tx, String id, String lock) {
    RolloutRow known = cache.get(id);
    if (known != null) {
      for (Row row : Database.query(tx, "SELECT version FROM rollout WHERE id = $1 " + lock, id)) {
        if (row.getLong(0) == known.version()) {
          return Optional.of(known);
        }
      }
    }
    Optional<RolloutRow> read = Rows.load(tx, id, lock);
    read.ifPresent(row -> cache.put(id, row));
    return read;
  }

  /** Forgets what is kept of it in memory. */
  public void forget(String id) {
    cache.remove(id);
  }

  /**
   * Applies an event.
   *
   * @param by who wants it; empty for the control plane
   * @param fence null when it is a person's wish
   * @throws Failure {@code NOT_FOUND}; {@code CONFLICT} when the wish makes no sense now, or when
   *     the name is another live rollout's
   * @throws Fenced when the lease is another's
   */
  public RolloutRow apply(String id, RolloutEvent event, String by, Fence fence) {
    try {
      RolloutRow after =
          database.transaction(
              tx -> {
                RolloutRow before = existing(tx, id);
                check(tx, fence);
                return change(tx, before, event, by);
              });
      cache.put(id, after);
      return after;
    } catch (Refused e) {
      throw Failure.conflict("rollout '" + id + "': " + e.getMessage());
    } catch (PgException e) {
      cache.remove(id);
      if (UNIQUE.equals(e.getSqlState())) {
        throw Failure.conflict("another live rollout has its name by now; end that one first");
      }
      throw e;
    } catch (RuntimeException e) {
      cache.remove(id);
      throw e;
    }
  }

  private RolloutRow existing(SqlConnection tx, String id) {
    return load(tx, id, "FOR UPDATE")
        .orElseThrow(() -> Failure.notFound("there is no rollout '" + id + "'"));
  }

  private static void check(SqlConnection tx, Fence fence) {
    if (fence != null && !LeaseLedger.holds(tx, fence)) {
      throw new Fenced(fence.lease());
    }
  }

  private static RolloutRow change(
      SqlConnection tx, RolloutRow before, RolloutEvent event, String by) {
    Step step = RolloutMachine.on(before.rollout(), event);
    if (step.rollout() == before.rollout() && step.notes().isEmpty()) {
      return before;
    }
    Rollout after = step.rollout();
    RolloutRow next = before.with(after, before.version() + 1, before.lastEvent() + 1);
    if (next.spec().hasConfig() && !after.phase().isFinal()) {
      next = next.withClosed(false);
    }
    Writer writer = new Writer(tx);
    if (event instanceof RolloutEvent.JobStarted started && after.run() != null) {
      writer.run(before.id(), after.run(), started.at());
      next = next.withJob(after.run().seq(), started.jobId());
    }
    writer.save(next);
    writer.nodes(next.id(), Writer.changed(before.rollout().nodes(), after.nodes()));
    writer.event(before, next, event.at(), step.notes(), by);
    return next;
  }

  /** Writes a line of history that changes nothing, such as that another node took over. */
  public void note(String id, Instant at, String kind, String text, Fence fence) {
    database.transaction(
        tx -> {
          note(tx, existing(tx, id), at, new Step.Note(kind, text), fence);
          return null;
        });
  }

  private void note(SqlConnection tx, RolloutRow before, Instant at, Step.Note note, Fence fence) {
    check(tx, fence);
    RolloutRow next =
        before
            .with(before.rollout(), before.version() + 1, before.lastEvent() + 1)
            .withClosed(before.closed() || note.kind().equals(CLOSED));
    Writer writer = new Writer(tx);
    writer.save(next);
    writer.event(before, next, at, List.of(note), "");
    cache.remove(before.id());
  }

  /**
   * What follows from its end is done. Nothing happens when somebody has begun it again meanwhile.
   *
   * @param text what was done, for its history
   */
  public void close(String id, Instant at, String text, Fence fence) {
    database.transaction(
        tx -> {
          RolloutRow row = existing(tx, id);
          if (row.rollout().phase().isFinal() && !row.closed()) {
            note(tx, row, at, new Step.Note(CLOSED, text), fence);
          }
          return null;
        });
  }
}
