package io.muster.server.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event-bus bridge: any method of the contract by its address, and the change feed, for tools
 * that speak the protocols of Vert.x's bridges.
 *
 * <p>Vert.x's own bridge handlers are not used. They put a client's frame on the event bus as it
 * is, so that its headers could say who calls; they know addresses but neither methods, rules nor
 * audit; a subscription of theirs has one address, no wildcard and no place to resume after; and
 * what a client does not read they keep without end. Here the same frames go the way of every other
 * face, and stock clients cannot tell.
 */
final class Bridge {
  final BridgeConfig config;
  final Map<String, Method> methods = new HashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Counter slow;

  Bridge(BridgeConfig config, Contract contract, MeterRegistry registry) {
    this.config = config;
    contract.methods().forEach(method -> methods.put(method.address(), method));
    this.slow = registry.counter("muster.bridge.slow");
    Gauge.builder("muster.bridge.connections", connections, AtomicInteger::get).register(registry);
  }

  /** Takes a place for a connection; false when there is none left. */
  boolean enter() {
    if (connections.incrementAndGet() > config.connections()) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    connections.decrementAndGet();
  }

  void droppedSlow() {
    slow.increment();
  }
}
