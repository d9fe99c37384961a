package io.muster.server.registry;

import io.muster.domain.selector.Fleet;
import io.muster.store.node.FleetReader;
import io.muster.store.node.FleetReader.Reading;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * The fleet in memory. Whoever asks gets a fleet that was read after the asking; those who ask
 * while a reading is under way share the next one, so that a thousand selections at once cost two
 * readings.
 */
final class FleetCache {
  private final FleetReader reader;
  private final Context context;

  /** Of the reading that has not begun yet; null when nobody waits for one. */
  private Promise<Fleet> next;

  private boolean reading;

  /** Touched by one reading at a time. */
  private Reading last = Reading.NONE;

  FleetCache(FleetReader reader, Context context) {
    this.reader = reader;
    this.context = context;
  }

  /** The fleet as it is committed at this moment or later. From any thread. */
  synchronized Future<Fleet> now() {
    if (next == null) {
      next = Promise.promise();
    }
    if (!reading) {
      reading = true;
      context.runOnContext(ignored -> readWhileAsked());
    }
    return next.future();
  }

  private void readWhileAsked() {
    for (Promise<Fleet> asked = take(); asked != null; asked = take()) {
      try {
        last = reader.read(last);
        asked.complete(last.fleet());
      } catch (Throwable error) {
        asked.fail(error);
      }
    }
  }

  /** Who asks from here on is served by a later reading. */
  private synchronized Promise<Fleet> take() {
    Promise<Fleet> asked = next;
    next = null;
    reading = asked != null;
    return asked;
  }
}
