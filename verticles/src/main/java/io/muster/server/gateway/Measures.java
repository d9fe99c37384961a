package io.muster.server.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.protocol.FailureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code muster_gateway_requests} (count and time by method, face and code; a stream counts when it
 * ends) and {@code muster_gateway_streams} (open now).
 */
final class Measures {
  private record Key(Method method, Face face) {}

  private static final int CODES = FailureCode.values().length;

  private final MeterRegistry registry;
  private final AtomicInteger streams = new AtomicInteger();
  private final Map<Key, Timer[]> timers = new ConcurrentHashMap<>();

  Measures(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("muster.gateway.streams", streams);
  }

  AtomicInteger streams() {
    return streams;
  }

  /** {@code code} is null when all went well. */
  void ended(Exchange exchange, FailureCode code) {
    Timer[] row =
        timers.computeIfAbsent(
            new Key(exchange.method, exchange.face), key -> new Timer[CODES + 1]);
    int column = code == null ? CODES : code.ordinal();
    Timer timer = row[column];
    if (timer == null) {
      timer =
          registry.timer(
              "muster.gateway.requests",
              "method",
              exchange.method.address(),
              "face",
              exchange.face.tag(),
              "code",
              code == null ? "ok" : code.tag());
      row[column] = timer;
    }
    timer.record(System.nanoTime() - exchange.startedNanos, TimeUnit.NANOSECONDS);
  }
}
