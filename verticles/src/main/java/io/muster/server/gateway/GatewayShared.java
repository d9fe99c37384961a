package io.muster.server.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the instances of a gateway have in common, made once. */
public final class GatewayShared {
  final GatewayConfig config;
  final String sessionPublicPem;
  final MeterRegistry registry;
  final Supplier<Map<String, Boolean>> checks;
  final InstantSource clock;
  final Contract contract;
  final RouteTrie trie;
  final Rules rules = new Rules();
  final Measures measures;
  final FailureLimit limit;
  final Refusals refusals;
  final Buffer openApi;
  final Optional<ConsoleFiles> console;

  private GatewayShared(
      GatewayConfig config,
      String sessionPublicPem,
      MeterRegistry registry,
      Supplier<Map<String, Boolean>> checks,
      InstantSource clock,
      List<ServiceDescriptor> services) {
    this.config = config;
    this.sessionPublicPem = sessionPublicPem;
    this.registry = registry;
    this.checks = checks;
    this.clock = clock;
    this.contract = Contract.of(services);
    this.trie = new RouteTrie(contract.routes());
    this.measures = new Measures(registry);
    this.limit = new FailureLimit(config.authFailuresPerMinute(), clock);
    this.refusals = new Refusals(clock);
    this.openApi = OpenApi.document(contract).toBuffer();
    this.console = ConsoleFiles.load();
    rules.warm(contract.methods());
  }

  /**
   * Reads the contract and compiles its rules; takes about a second.
   *
   * @param sessionPublicPem verifies sessions (ES256)
   * @param registry what {@code /metrics} shows when it is Prometheus's
   * @param checks what {@code /readyz} asks, by name; must not block
   * @param services usually {@link io.muster.protocol.Api#SERVICES}
   * @throws IllegalStateException when the contract is broken: a method without access rule, or two
   *     with one route
   */
  public static GatewayShared create(
      GatewayConfig config,
      String sessionPublicPem,
      MeterRegistry registry,
      Supplier<Map<String, Boolean>> checks,
      InstantSource clock,
      List<ServiceDescriptor> services) {
    return new GatewayShared(config, sessionPublicPem, registry, checks, clock, services);
  }

  boolean ready() {
    return checks.get().values().stream().allMatch(ok -> ok);
  }
}
