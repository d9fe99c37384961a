package io.muster.server.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.server.oidc.OidcConfig;
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

  /** Logins through OpenID providers that were begun; each costs a row. */
  final FailureLimit logins;

  final OidcConfig oidc;
  final Refusals refusals;
  final Buffer openApi;
  final Optional<ConsoleFiles> console;
  final Bridge bridge;

  private GatewayShared(
      GatewayConfig config,
      BridgeConfig bridge,
      String sessionPublicPem,
      MeterRegistry registry,
      Supplier<Map<String, Boolean>> checks,
      InstantSource clock,
      List<ServiceDescriptor> services,
      OidcConfig oidc) {
    this.oidc = oidc;
    this.config = config;
    this.sessionPublicPem = sessionPublicPem;
    this.registry = registry;
    this.checks = checks;
    this.clock = clock;
    this.contract = Contract.of(services);
    this.trie = new RouteTrie(contract.routes());
    this.measures = new Measures(registry);
    this.limit = new FailureLimit(config.authFailuresPerMinute(), clock);
    this.logins = new FailureLimit(config.authFailuresPerMinute(), clock);
    this.refusals = new Refusals(clock);
    this.openApi = OpenApi.document(contract).toBuffer();
    this.console = ConsoleFiles.load();
    this.bridge = new Bridge(bridge, contract, registry);
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
      BridgeConfig bridge,
      String sessionPublicPem,
      MeterRegistry registry,
      Supplier<Map<String, Boolean>> checks,
      InstantSource clock,
      List<ServiceDescriptor> services) {
    return create(
        config, bridge, sessionPublicPem, registry, checks, clock, services, OidcConfig.NONE);
  }

  /** As above, with OpenID providers. */
  public static GatewayShared create(
      GatewayConfig config,
      BridgeConfig bridge,
      String sessionPublicPem,
      MeterRegistry registry,
      Supplier<Map<String, Boolean>> checks,
      InstantSource clock,
      List<ServiceDescriptor> services,
      OidcConfig oidc) {
    return new GatewayShared(
        config, bridge, sessionPublicPem, registry, checks, clock, services, oidc);
  }

  boolean ready() {
    return checks.get().values().stream().allMatch(ok -> ok);
  }
}
