package io.muster.agent.core;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Threads and time, which many agents may share.
 *
 * @param threads runs what may block; a virtual thread for each call fits
 * @param timer fires; nothing blocks on it
 */
public record Workers(Executor threads, ScheduledExecutorService timer) {
  void run(Runnable work) {
    threads.execute(work);
  }

  void after(Duration delay, Runnable work) {
    try {
      timer.schedule(() -> threads.execute(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The process ends; what the timer was for is in the ledger.
    }
  }

  /** Between the half and the whole of a time, by chance. */
  static Duration jitter(Duration time) {
    long nanos = Math.max(2, time.toNanos());
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
  }
}
