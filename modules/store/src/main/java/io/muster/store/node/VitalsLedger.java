package io.muster.store.node;

import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** What nodes measured of themselves, in a ring for each. Every method awaits. */
public final class VitalsLedger {
  /** What one node measured; bytes, bytes a second, and {@code cpuBusy} from 0 to 1. */
  public record Sample(
      String nodeId,
      Instant at,
      float cpuBusy,
      float load1,
      long memoryUsed,
      long memoryTotal,
      long diskUsed,
      long diskTotal,
      long netReceived,
      long netSent) {}

  private static final String WRITE =
      """
      INSERT INTO node_vitals AS v (node_id, slot, at, cpu_busy, load1, mem_used, mem_total, disk_used, disk_total,
        net_in, net_out)
      SELECT u.id, u.slot, u.at, u.cpu, u.load, u.mu, u.mt, u.du, u.dt, u.ni, u.no
      FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::real[], $5::real[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
        AS u(id, slot, at, cpu, load, mu, mt, du, dt, ni, no)
      WHERE EXISTS (SELECT FROM presence p WHERE p.node_id = u.id)
      ON CONFLICT (node_id, slot) DO UPDATE SET at = excluded.at, cpu_busy = excluded.cpu_busy,
        load1 = excluded.load1, mem_used = excluded.mem_used, mem_total = excluded.mem_total,
        disk_used = excluded.disk_used, disk_total = excluded.disk_total, net_in = excluded.net_in,
        net_out = excluded.net_out
      WHERE v.at < excluded.at - $12 * interval '1 millisecond'""";
  private static final String READ =
      "SELECT node_id, at, cpu_busy, load1, mem_used, mem_total, disk_used, disk_total, net_in,"
          + " net_out FROM node_vitals WHERE node_id = $1"
          + " AND at > now() - $2 * interval '1 millisecond' ORDER BY at";

  private static final String EXISTS = "SELECT FROM node WHERE id = $1 AND removed_at IS NULL";

  private final Database database;
  private final Duration every;
  private final int size;

  /**
   * Rings of {@code keep / every} samples.
   *
   * @param every at most one sample of a node for so long is kept
   */
  public VitalsLedger(Database database, Duration every, Duration keep) {
    this.database = database;
    this.every = every;
    this.size = (int) Math.max(1, keep.toMillis() / every.toMillis());
  }

  /**
   * The last of each node counts, and the first in each place of its ring; those of nodes that are
   * not known are left out. In the order of ids, so that two writers never meet crosswise.
   */
  public void write(Collection<Sample> samples) {
    TreeMap<String, Sample> byId = new TreeMap<>();
    samples.forEach(sample -> byId.put(sample.nodeId(), sample));
    List<Sample> sorted = List.copyOf(byId.values());
    database.query(
        WRITE,
        sorted.stream().map(Sample::nodeId).toArray(String[]::new),
        sorted.stream().map(s -> (int) (place(s.nodeId(), s.at()) % size)).toArray(Integer[]::new),
        sorted.stream().map(s -> s.at().atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new),
        sorted.stream().map(Sample::cpuBusy).toArray(Float[]::new),
        sorted.stream().map(Sample::load1).toArray(Float[]::new),
        sorted.stream().map(Sample::memoryUsed).toArray(Long[]::new),
        sorted.stream().map(Sample::memoryTotal).toArray(Long[]::new),
        sorted.stream().map(Sample::diskUsed).toArray(Long[]::new),
        sorted.stream().map(Sample::diskTotal).toArray(Long[]::new),
        sorted.stream().map(Sample::netReceived).toArray(Long[]::new),
        sorted.stream().map(Sample::netSent).toArray(Long[]::new),
        every.toMillis());
  }

  /**
   * The place of a moment in a node's ring, counted on for ever; each node's begin at other
   * moments, so that not all are written at once.
   */
  public long place(String nodeId, Instant at) {
    long shift = Math.floorMod(nodeId.hashCode() * 31L, every.toMillis());
    return (at.toEpochMilli() + shift) / every.toMillis();
  }

  /** Those of a node that are not too old, the oldest first; fails with {@code NOT_FOUND}. */
  public List<Sample> read(String nodeId) {
    if (database.query(EXISTS, nodeId).size() == 0) {
      throw Failure.notFound(
          "there is no node '" + nodeId + "'; `muster node ls` lists those there are");
    }
    List<Sample> samples = new ArrayList<>();
    for (Row row : database.query(READ, nodeId, every.toMillis() * size)) {
      samples.add(
          new Sample(
              row.getString("node_id"),
              row.getOffsetDateTime("at").toInstant(),
              row.getFloat("cpu_busy"),
              row.getFloat("load1"),
              row.getLong("mem_used"),
              row.getLong("mem_total"),
              row.getLong("disk_used"),
              row.getLong("disk_total"),
              row.getLong("net_in"),
              row.getLong("net_out")));
    }
    return samples;
  }
}
