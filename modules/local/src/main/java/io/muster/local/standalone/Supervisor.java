package io.muster.local.standalone;

import io.muster.local.LocalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps components running: what ends without being asked is started again, at first after half a
 * second and then after ever longer pauses up to half a minute. Stops them in the reverse order of
 * their start.
 */
final class Supervisor {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofSeconds(30);

  private final Consumer<String> progress;
  private final List<List<Component>> groups = new ArrayList<>();
  private final List<Thread> watchers = new ArrayList<>();
  private volatile boolean stopping;

  Supervisor(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * Starts these side by side, waits until all are ready, and watches them from then on.
   *
   * @throws LocalException of the first that does not start
   */
  void start(List<Component> together) {
    groups.add(List.copyOf(together));
    inParallel(together, Component::start);
    for (Component component : together) {
      watchers.add(
          Thread.ofVirtual().name("watch-" + component.name()).start(() -> watch(component)));
    }
  }

  private void watch(Component component) {
    Duration pause = FIRST_PAUSE;
    try {
      while (!stopping) {
        long began = System.nanoTime();
        String how = component.onExit().get();
        if (stopping) {
          return;
        }
        if (System.nanoTime() - began > STEADY.toNanos()) {
          pause = FIRST_PAUSE;
        }
        progress.accept(
            component.name() + " ended (" + how + "); it is started again in " + text(pause));
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        pause = longer(pause);
        restart(component);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(component.name(), e);
    }
  }

  private void restart(Component component) {
    try {
      component.start();
      progress.accept(component.name() + " runs again");
    } catch (LocalException e) {
      if (!stopping) {
        progress.accept(e.getMessage());
        stop(component);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private static String text(Duration pause) {
    return pause.toMillis() < 1000 ? pause.toMillis() + " ms" : pause.toSeconds() + " s";
  }

  /** Stops everything, the last started first. What cannot be stopped is told, not thrown. */
  void stop() {
    stopping = true;
    watchers.forEach(Thread::interrupt);
    try {
      for (Thread watcher : watchers) {
        watcher.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (List<Component> group : groups.reversed()) {
      inParallel(group, this::stop);
    }
  }

  private void stop(Component component) {
    try {
      component.stop();
    } catch (LocalException e) {
      progress.accept(component.name() + ": " + e.getMessage());
    }
  }

  private static void inParallel(List<Component> components, Consumer<Component> action) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<?>> running = new ArrayList<>();
      components.forEach(c -> running.add(threads.submit(() -> action.accept(c))));
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LocalException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("interrupted", e);
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }
}
