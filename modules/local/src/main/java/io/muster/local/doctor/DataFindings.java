package io.muster.local.doctor;

import io.muster.local.LocalException;
import io.muster.local.doctor.Finding.State;
import io.muster.local.process.Ports;
import io.muster.local.standalone.DataFolder;
import io.muster.local.standalone.StandaloneOptions;
import io.muster.local.standalone.StandaloneStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is to say of a data folder, made or not: its disk, its ports, what runs in it. */
final class DataFindings {
  private static final long MB = 1024 * 1024;
  private static final long PLENTY = 2048 * MB;

  private DataFindings() {}

  static List<Finding> of(Path data) {
    List<Finding> findings = new ArrayList<>();
    findings.add(disk(data));
    try {
      Optional<StandaloneStatus> status = StandaloneStatus.of(data);
      if (status.stream().noneMatch(DataFindings::runs)) {
        findings.addAll(ports(status));
      }
      status.ifPresent(known -> findings.add(standalone(data, known)));
    } catch (LocalException e) {
      findings.add(new Finding(State.MISSING, "standalone", e.getMessage(), "see what was found"));
    }
    return findings;
  }

  private static Finding disk(Path data) {
    try {
      Path existing = data.toAbsolutePath();
      while (!Files.exists(existing)) {
        existing = existing.getParent();
      }
      if (!Files.isDirectory(existing)) {
        return new Finding(State.MISSING, "data folder", existing + " is not a folder", "--data");
      }
      if (!Files.isWritable(existing)) {
        return new Finding(State.MISSING, "data folder", existing + " is not writable", "--data");
      }
      long room = Files.getFileStore(existing).getUsableSpace();
      long needed = new DataFolder(data.toAbsolutePath().normalize()).roomNeeded();
      String detail = room / MB + " MB free for " + data;
      if (room < needed) {
        String more = "; a start needs " + needed / MB + " MB";
        return new Finding(State.MISSING, "disk", detail + more, "make room, or use --data");
      }
      return room >= PLENTY
          ? Finding.ok("disk", detail)
          : new Finding(State.WEAK, "disk", detail, "make room, or use --data");
    } catch (IOException e) {
      return new Finding(State.WEAK, "disk", LocalException.reason(e), "use --data");
    }
  }

  /** The ports that the next start wants, where none runs now. */
  private static List<Finding> ports(Optional<StandaloneStatus> status) {
    List<Integer> wanted =
        status.map(StandaloneStatus::ports).orElse(List.of(StandaloneOptions.PORT));
    return wanted.stream().map(DataFindings::port).toList();
  }

  private static Finding port(int port) {
    return Ports.isFree(port)
        ? Finding.ok("port " + port, "free")
        : new Finding(
            State.WEAK,
            "port " + port,
            "taken" + Ports.holder(port).map(holder -> " by " + holder).orElse(""),
            "muster up --port N");
  }

  private static boolean runs(StandaloneStatus status) {
    return status.supervisor().isPresent()
        || status.rows().stream().anyMatch(row -> row.pid().isPresent());
  }

  private static Finding standalone(Path data, StandaloneStatus status) {
    Optional<Long> supervisor = status.supervisor();
    if (supervisor.isEmpty()) {
      return runs(status)
          ? new Finding(
              State.WEAK,
              "standalone",
              "processes of " + data + " were left behind",
              "muster down --data " + data)
          : Finding.ok("standalone", "stopped");
    }
    List<String> ill =
        status.rows().stream()
            .filter(row -> !row.state().equals("running"))
            .map(row -> row.name() + " is " + row.state())
            .toList();
    String detail = "runs, pid " + supervisor.get();
    return ill.isEmpty()
        ? Finding.ok("standalone", detail)
        : new Finding(
            State.WEAK,
            "standalone",
            detail + "; " + String.join(", ", ill),
            "muster up starts them again by itself; else see " + data.resolve("logs"));
  }
}
