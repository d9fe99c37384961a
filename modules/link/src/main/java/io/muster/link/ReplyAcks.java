package io.muster.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends acknowledgements, and only to the stream that they are meant for. JetStream knows a message
 * by its number: were a stream lost and made anew, a late acknowledgement would remove another
 * message of the same number. So after each interruption acknowledgements wait until the stream is
 * known to be the same one, and are dropped when it is not; then the replies come again, which is
 * harmless.
 */
final class ReplyAcks {
  private static final int MAX_HELD = 100_000;

  private record Held(String subject, byte[] body) {}

  private final Link link;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Held> held = new ArrayList<>();
  private boolean open;
  private long epoch = 1;
  private String created = "";

  ReplyAcks(Link link) {
    this.link = link;
  }

  /** The number of the stream that replies come from now. */
  long epoch() {
    lock.lock();
    try {
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the stream is the one with this epoch is not known any more. */
  void interrupt() {
    lock.lock();
    try {
      open = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The stream is there; this is when its consumer was made. Returns false when it is another one
   * than before.
   */
  boolean confirm(String createdNow) {
    lock.lock();
    try {
      boolean same = created.isEmpty() || created.equals(createdNow);
      created = createdNow;
      if (!same) {
        epoch++;
        held.clear();
      }
      open = true;
      List<Held> waiting = List.copyOf(held);
      held.clear();
      waiting.forEach(h -> publish(h.subject, h.body));
      return same;
    } finally {
      lock.unlock();
    }
  }

  void send(long of, String subject, byte[] body) {
    lock.lock();
    try {
      if (of != epoch) {
        return;
      }
      publish(subject, body);
    } finally {
      lock.unlock();
    }
  }

  private void publish(String subject, byte[] body) {
    try {
      if (open) {
        link.publish(subject, body);
        return;
      }
    } catch (LinkException e) {
      open = false;
    }
    if (held.size() < MAX_HELD) {
      held.add(new Held(subject, body));
    }
  }
}
