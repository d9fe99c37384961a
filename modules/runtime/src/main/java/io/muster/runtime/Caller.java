package io.muster.runtime;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * On whose behalf a call is made. It travels in the headers of every message on the bus.
 *
 * @param name the principal, such as {@code admin}; {@code system} for the control plane's own
 *     loops
 * @param roles labels of the roles
 * @param traceId 32 hex digits, W3C trace context
 */
public record Caller(String name, Set<String> roles, String traceId) {
  private static final String NAME = "caller";
  private static final String ROLES = "roles";
  private static final String TRACE = "trace";
  private static final Pattern COMMA = Pattern.compile(",");

  public static Caller system(String traceId) {
    return new Caller("system", Set.of("admin"), traceId);
  }

  public DeliveryOptions addTo(DeliveryOptions options) {
    return options
        .addHeader(NAME, name)
        .addHeader(ROLES, String.join(",", roles))
        .addHeader(TRACE, traceId);
  }

  public static Caller from(MultiMap headers) {
    String roles = headers.get(ROLES);
    return new Caller(
        headers.get(NAME),
        roles == null || roles.isEmpty() ? Set.of() : Set.of(COMMA.split(roles)),
        headers.get(TRACE));
  }
}
