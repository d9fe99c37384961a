package io.muster.agent.facts;

import io.muster.protocol.agent.v1.Vitals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the machine did since the look before, from the kernel's counters: five small reads. Nothing
 * is measured at the first look, and nothing where there is no such {@code /proc}.
 */
public final class VitalsSource implements Supplier<Optional<Vitals>> {
  /** Of the first line of {@code stat}: the time that the processors had nothing to do. */
  private static final int IDLE = 3;

  private static final int IOWAIT = 4;

  /** Behind them come guests, whose time is in the users' already. */
  private static final int TIMES = 8;

  private static final int RECEIVED = 0;
  private static final int SENT = 8;

  private record Look(long nanos, long busy, long all, long received, long sent) {}

  private final Path proc;
  private final Path root;
  private final LongSupplier nanos;
  private Look before;

  public VitalsSource() {
    this(Path.of("/proc"), Path.of("/"), System::nanoTime);
  }

  VitalsSource(Path proc, Path root, LongSupplier nanos) {
    this.proc = proc;
    this.root = root;
    this.nanos = nanos;
  }

  @Override
  public synchronized Optional<Vitals> get() {
    try {
      Look now = look();
      Look since = before;
      before = now;
      return since == null || now.nanos() == since.nanos()
          ? Optional.empty()
          : Optional.of(vitals(since, now));
    } catch (IOException | RuntimeException e) {
      before = null;
      return Optional.empty();
    }
  }

  private Look look() throws IOException {
    long[] times = numbers(lines("stat").getFirst().substring("cpu".length()));
    long all = Arrays.stream(times).limit(TIMES).sum();
    long received = 0;
    long sent = 0;
    for (String line : lines("net/dev")) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
        long[] counters = numbers(line.substring(colon + 1));
        received += counters[RECEIVED];
        sent += counters[SENT];
      }
    }
    return new Look(nanos.getAsLong(), all - times[IDLE] - times[IOWAIT], all, received, sent);
  }

  private Vitals vitals(Look since, Look now) throws IOException {
    double seconds = (now.nanos() - since.nanos()) / 1e9;
    long all = now.all() - since.all();
    Map<String, Long> memory = new HashMap<>();
    for (String line : lines("meminfo")) {
      int colon = line.indexOf(':');
      memory.put(line.substring(0, colon), numbers(line.substring(colon + 1))[0] * 1024);
    }
    long total = memory.get("MemTotal");
    FileStore disk = Files.getFileStore(root);
    String load = lines("loadavg").getFirst();
    return Vitals.newBuilder()
        .setCpuBusy(all <= 0 ? 0 : (float) (now.busy() - since.busy()) / all)
        .setLoad1(Float.parseFloat(load.substring(0, load.indexOf(' '))))
        .setMemoryTotal(total)
        .setMemoryUsed(total - memory.getOrDefault("MemAvailable", total))
        .setDiskTotal(disk.getTotalSpace())
        .setDiskUsed(disk.getTotalSpace() - disk.getUnallocatedSpace())
        .setNetReceived(rate(now.received() - since.received(), seconds))
        .setNetSent(rate(now.sent() - since.sent(), seconds))
        .build();
  }

  /** An interface that went away takes its counter with it: that is no negative rate. */
  private static long rate(long bytes, double seconds) {
    return Math.max(0, Math.round(bytes / seconds));
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.strip().split("\\s+"))
        .filter(word -> Character.isDigit(word.charAt(0)))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(proc.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
