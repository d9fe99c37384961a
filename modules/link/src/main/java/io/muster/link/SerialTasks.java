package io.muster.link;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other, in the order in which they were given. */
final class SerialTasks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialTasks.class);

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  @Override
  public void execute(Runnable task) {
    queue.add(task);
    if (waiting.getAndIncrement() == 0) {
      LinkThreads.VIRTUAL.execute(this::drain);
    }
  }

  private void drain() {
    do {
      try {
        queue.remove().run();
      } catch (RuntimeException e) {
        LOG.error("a listener of a link failed", e);
      }
    } while (waiting.decrementAndGet() > 0);
  }
}
