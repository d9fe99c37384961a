package io.muster.agent.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.agent.v1.Vitals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VitalsSourceTest {
  @TempDir Path proc;
  private final AtomicLong nanos = new AtomicLong();

  private void write(String cpu, long received, long sent) throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(proc.resolve("stat"), "cpu  " + cpu + "\ncpu0 1 2 3 4\n");
    Files.writeString(proc.resolve("loadavg"), "0.75 0.50 0.25 1/200 4711\n");
    Files.writeString(
        proc.resolve("meminfo"),
        "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable:  400 kB\nHugePages_Total:  0\n");
    Files.writeString(
        proc.resolve("net/dev"),
        "Inter-|   Receive  |  Transmit\n face |bytes  packets\n"
            + "    lo: 999 9 0 0 0 0 0 0 999 9 0 0 0 0 0 0\n"
            + ("  eth0: " + received + " 9 0 0 0 0 0 0 " + sent + " 9 0 0 0 0 0 0\n"));
  }

  @Test
  void measuresBetweenTwoLooks() throws IOException {
    VitalsSource source = new VitalsSource(proc, proc, nanos::get);
    write("100 0 100 700 100 0 0 0 50 0", 1000, 500);
    assertEquals(Optional.empty(), source.get());

    nanos.set(10_000_000_000L);
    write("150 0 200 720 130 0 0 0 90 0", 21_000, 10_500);
    Vitals vitals = source.get().orElseThrow();

    assertEquals(0.75f, vitals.getCpuBusy());
    assertEquals(0.75f, vitals.getLoad1());
    assertEquals(600 * 1024, vitals.getMemoryUsed());
    assertEquals(1000 * 1024, vitals.getMemoryTotal());
    assertEquals(2000, vitals.getNetReceived());
    assertEquals(1000, vitals.getNetSent());
    assertTrue(vitals.getDiskTotal() >= vitals.getDiskUsed() && vitals.getDiskUsed() > 0);
  }

  @Test
  void saysNothingWhereThereAreNoSuchFiles() {
    VitalsSource source = new VitalsSource(proc.resolve("none"), proc, nanos::get);
    assertEquals(Optional.empty(), source.get());
    nanos.set(1);
    assertEquals(Optional.empty(), source.get());
  }

  @Test
  void anInterfaceThatWentAwayIsNoNegativeRate() throws IOException {
    VitalsSource source = new VitalsSource(proc, proc, nanos::get);
    write("1 0 0 0 0 0 0 0 0 0", 1000, 500);
    source.get();
    nanos.set(1_000_000_000);
    write("2 0 0 0 0 0 0 0 0 0", 10, 5);
    assertEquals(0, source.get().orElseThrow().getNetReceived());
  }
}
