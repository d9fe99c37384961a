package io.muster.server.events;

import io.muster.link.EventStreamSettings;
import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;

/**
 * The section {@code events}.
 *
 * @param keep how long an event can be resumed after
 * @param keepBytes the oldest are dropped beyond it; each node holds as much in memory
 * @param pace how often what changed is published, and so how often a job tells of itself
 * @param batch how many at once
 * @param lease how long the publisher's work stays with a node that died
 */
public record EventsConfig(
    @Range(min = 120_000, max = 604_800_000) Duration keep,
    @Range(min = 65_536, max = 1L << 28) Size keepBytes,
    @Range(min = 20, max = 10_000) Duration pace,
    @Range(min = 10, max = 10_000) int batch,
    @Range(min = 1000, max = 60_000) Duration lease) {

  /** How JetStream keeps it. */
  public EventStreamSettings stream(int replicas, Duration duplicateWindow) {
    Duration window = duplicateWindow.compareTo(keep) < 0 ? duplicateWindow : keep;
    return new EventStreamSettings(replicas, keep, keepBytes.bytes(), window);
  }
}
