package io.muster.local.standalone;

import io.muster.local.LocalException;
import io.muster.local.process.Ports;
import io.muster.local.process.ProcessIdentity;
import io.muster.local.process.ProcessStat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code muster status}: what runs of a standalone.
 *
 * @param supervisor the pid of {@code muster up}; empty when none runs
 * @param freeBytes what is free on the disk of the data folder
 * @param neededBytes with less than this nothing can be relied on to be written
 */
public record StandaloneStatus(
    Path data,
    Optional<Long> supervisor,
    List<String> servers,
    List<String> bridges,
    List<Row> rows,
    long freeBytes,
    long neededBytes) {
  /**
   * One component.
   *
   * @param state {@code running}, {@code not listening}, {@code stopped} or {@code left behind}
   * @param residentBytes resident memory; 0 when stopped
   */
  public record Row(
      String name,
      Optional<Long> pid,
      OptionalInt port,
      String state,
      long residentBytes,
      Duration uptime) {}

  /** Looks now; empty when the folder is not one of a standalone. */
  public static Optional<StandaloneStatus> of(Path data) {
    Optional<DataFolder> folder = DataFolder.existing(data);
    return folder.flatMap(StandaloneState::read).map(state -> of(folder.orElseThrow(), state));
  }

  private static StandaloneStatus of(DataFolder folder, StandaloneState state) {
    Optional<ProcessIdentity> supervisor = DataLock.holder(folder);
    Map<String, ProcessIdentity> running = Leftovers.find(folder);
    List<Row> rows = new ArrayList<>();
    rows.add(row("postgres", port(state, "postgres"), running, supervisor));
    rows.add(row("nats-server", port(state, "nats"), running, supervisor));
    for (int i = 0; i < state.nodes(); i++) {
      OptionalInt port = OptionalInt.of(state.port() + i);
      rows.add(row(state.serverNames().get(i), port, running, supervisor));
    }
    for (String agent : state.agentNames()) {
      rows.add(row(agent, OptionalInt.empty(), running, supervisor));
    }
    return new StandaloneStatus(
        folder.root(),
        supervisor.map(ProcessIdentity::pid),
        state.servers(),
        state.bridges(),
        List.copyOf(rows),
        room(folder),
        folder.roomNeeded());
  }

  private static long room(DataFolder folder) {
    try {
      return folder.room();
    } catch (IOException e) {
      throw new LocalException(
          "the disk of data folder " + folder.root() + " cannot be looked at: " + e.getMessage(),
          e);
    }
  }

  private static OptionalInt port(StandaloneState state, String name) {
    return state.ports().containsKey(name)
        ? OptionalInt.of(state.inner(name))
        : OptionalInt.empty();
  }

  private static Row row(
      String name,
      OptionalInt port,
      Map<String, ProcessIdentity> running,
      Optional<ProcessIdentity> supervisor) {
    ProcessIdentity process = running.get(name);
    Optional<ProcessStat> stat =
        Optional.ofNullable(process).flatMap(p -> ProcessStat.read(p.pid()));
    if (stat.isEmpty()) {
      return new Row(name, Optional.empty(), port, "stopped", 0, Duration.ZERO);
    }
    String condition = "running";
    if (supervisor.isEmpty()) {
      condition = "left behind";
    } else if (port.isPresent() && Ports.isFree(port.getAsInt())) {
      condition = "not listening";
    }
    return new Row(
        name,
        Optional.of(process.pid()),
        port,
        condition,
        stat.get().residentBytes(),
        stat.get().uptime());
  }

  /** The ports of the control plane's nodes. */
  public List<Integer> ports() {
    return servers.stream().map(url -> URI.create(url).getPort()).toList();
  }

  /** Whether the disk has so little room left that writes are about to fail, or do. */
  public boolean diskFull() {
    return freeBytes < neededBytes;
  }

  /** Whether everything runs, and has room to write. */
  public boolean healthy() {
    return !diskFull() && rows.stream().allMatch(row -> row.state().equals("running"));
  }
}
