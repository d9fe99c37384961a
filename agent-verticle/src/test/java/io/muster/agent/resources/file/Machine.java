package io.muster.agent.resources.file;

import io.muster.agent.blob.BlobWire;
import io.muster.agent.blob.Blobs;
import io.muster.agent.executor.Executor;
import io.muster.agent.executors.shell.ShellExecutor;
import io.muster.agent.executors.shell.ShellSettings;
import io.muster.agent.resource.Host;
import io.muster.agent.resource.ResourceExecutor;
import io.muster.agent.resource.UndoExecutor;
import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Profile;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.agent.v1.Undo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A node with a data folder, on which files are put and undone by real executors. */
final class Machine implements Host, AutoCloseable {
  final BlobWire wire = new BlobWire();
  final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "files.keep", "3",
              "files.keepBytes", "100000",
              "files.records", "50",
              "files.diffBytes", "10000",
              "files.templateBytes", "10000"));
  final Map<String, String> configs = new HashMap<>();
  volatile long cacheBytes = 64 << 20;
  private final Path data;
  private final Blobs blobs;
  private final Executor file;
  private final Executor undo;
  private final ShellExecutor shell;
  Told last = new Told();

  Machine(Path data) {
    this(data, step -> {});
  }

  Machine(Path data, Step.Listener steps) {
    this.data = data;
    this.blobs =
        new Blobs(
            data.resolve("files/cache"), () -> cacheBytes, 2, wire, "n1", InstantSource.system());
    FileResource resource = new FileResource(InstantSource.system(), steps);
    resource.configure(this);
    shell =
        new ShellExecutor(
            new ShellSettings(
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                false,
                data.resolve("run"),
                data.resolve("config")));
    file = new ResourceExecutor(resource, shell);
    undo = new UndoExecutor(List.of(resource), shell);
  }

  /** Nothing works in its folders any more. */
  @Override
  public void close() {
    wire.close();
    shell.close();
  }

  /** A file with that text, asked for by a job. */
  Task task(String job, Path path, String text) {
    return task(job, path, text.getBytes(StandardCharsets.UTF_8), File.newBuilder());
  }

  Task task(String job, Path path, String text, File.Builder file) {
    return task(job, path, text.getBytes(StandardCharsets.UTF_8), file);
  }

  Task task(String job, Path path, byte[] content, File.Builder file) {
    return Task.newBuilder()
        .setNodeId("n1")
        .setJobId(job)
        .setTaskId(job + "-1")
        .setAttempt(1)
        .setTimeoutMs(20_000)
        .setFile(file.setPath(path.toString()).setSha256(wire.add(content)).setSize(content.length))
        .build();
  }

  Finished run(Task task) {
    last = new Told();
    return file.execute(task, last);
  }

  Finished runStopped(Task task, CompletableFuture<io.muster.agent.executor.Run.Stop> stop) {
    last = new Told();
    stop.thenAccept(last.stop::complete);
    return file.execute(task, last);
  }

  Finished undo(String job) {
    return undo(job, false);
  }

  Finished undo(String job, boolean dryRun) {
    last = new Told();
    Task task =
        Task.newBuilder()
            .setNodeId("n1")
            .setJobId("undo")
            .setTaskId("undo-1")
            .setAttempt(1)
            .setTimeoutMs(20_000)
            .setDryRun(dryRun)
            .setUndo(Undo.newBuilder().setJobId(job))
            .build();
    return undo.execute(task, last);
  }

  @Override
  public String setting(String key) {
    return settings.get(key);
  }

  @Override
  public Path folder(String name) {
    return data.resolve(name);
  }

  @Override
  public Blobs blobs() {
    return blobs;
  }

  @Override
  public Profile profile() {
    return Profile.newBuilder()
        .setName("node one")
        .putLabels("role", "web")
        .addGroups("frontend")
        .setFactsJson("{\"cpus\": 4, \"os\": {\"id\": \"debian\"}}")
        .build();
  }

  @Override
  public Map<String, String> configs() {
    return configs;
  }
}
