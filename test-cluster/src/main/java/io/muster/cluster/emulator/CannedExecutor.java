package io.muster.cluster.emulator;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Counts the start, waits, prints, ends. One serves all agents of an emulator. */
final class CannedExecutor implements Executor {
  private static final int CHUNK = 64 * 1024;
  private static final byte[] LETTERS = "emulated output of muster\n".getBytes();

  private final Supplier<CannedWork> work;
  private final Starts starts;

  CannedExecutor(Supplier<CannedWork> work, Starts starts) {
    this.work = work;
    this.starts = starts;
  }

  @Override
  public Task.WorkCase kind() {
    return Task.WorkCase.SHELL;
  }

  @Override
  public Finished execute(Task task, Run run) {
    starts.count(task.getTaskId(), task.getAttempt());
    CannedWork now = work.get();
    run.started(0, "");
    Finished early = sleep(task, run, now.latency().toMillis());
    if (early != null) {
      return early;
    }
    print(run, now.outputBytes());
    boolean fails = now.failRate() > 0 && ThreadLocalRandom.current().nextDouble() < now.failRate();
    return Outcomes.exit(fails ? 1 : 0);
  }

  /** Returns how it ended when it was not to its own end. */
  private static Finished sleep(Task task, Run run, long millis) {
    if (millis == 0) {
      return null;
    }
    boolean late = millis > task.getTimeoutMs();
    try {
      Run.Stop stop =
          run.stop()
              .toCompletableFuture()
              .get(Math.min(millis, task.getTimeoutMs()), TimeUnit.MILLISECONDS);
      return Outcomes.of(stop.outcome(), stop.reason());
    } catch (TimeoutException e) {
      return late ? Outcomes.of(Outcome.OUTCOME_TIMED_OUT, "ran out of time") : null;
    } catch (InterruptedException | ExecutionException e) {
      return Outcomes.failed("the emulator ends: " + e);
    }
  }

  private static void print(Run run, int bytes) {
    for (int left = bytes; left > 0; left -= CHUNK) {
      byte[] data = new byte[Math.min(left, CHUNK)];
      for (int i = 0; i < data.length; i++) {
        data[i] = LETTERS[i % LETTERS.length];
      }
      run.output(Stream.STREAM_STDOUT, ByteString.copyFrom(data));
    }
  }
}
