package io.muster.runtime;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * On whose behalf a call is made. It travels in the headers of every message on the bus, which only
 * control-plane nodes can send on: the gateway fills it in from a credential that it has verified.
 *
 * @param name the principal, such as {@code admin}; {@code system} for the control plane's own
 *     loops
 * @param roles labels of the roles, for show
 * @param reach the nodes on which this call counts: {@code all}, a target, or nothing for none
 * @param credential what the principal proved himself with, without its secret: {@code
 *     session:<id>}, {@code token:<id>}, {@code certificate:<subject>} of a user, {@code
 *     role:<subject>} for a certificate that the configuration gives a role, or empty for the
 *     control plane itself
 * @param traceId 32 hex digits, W3C trace context
 */
public record Caller(
    String name, Set<String> roles, String reach, String credential, String traceId) {
  /** The reach of whoever is limited to no nodes. */
  public static final String EVERYWHERE = "all";

  private static final String NAME = "caller";
  private static final String ROLES = "roles";
  private static final String REACH = "reach";
  private static final String CREDENTIAL = "credential";
  private static final String TRACE = "trace";
  private static final Pattern COMMA = Pattern.compile(",");

  /** Somebody whose built-in roles say it all: an admin reaches every node, anybody else none. */
  public Caller(String name, Set<String> roles, String traceId) {
    this(name, roles, roles.contains("admin") ? EVERYWHERE : "", "", traceId);
  }

  public static Caller system(String traceId) {
    return new Caller("system", Set.of("admin"), traceId);
  }

  /** The same principal, where the nodes were chosen before by what he was allowed then. */
  public Caller everywhere() {
    return reaching(EVERYWHERE);
  }

  /** The same principal in a call that counts on other nodes. */
  public Caller reaching(String other) {
    return new Caller(name, roles, other, credential, traceId);
  }

  /** Is he limited to some nodes? */
  public boolean limited() {
    return !reach.equals(EVERYWHERE);
  }

  public DeliveryOptions addTo(DeliveryOptions options) {
    return options
        .addHeader(NAME, name)
        .addHeader(ROLES, String.join(",", roles))
        .addHeader(REACH, reach)
        .addHeader(CREDENTIAL, credential)
        .addHeader(TRACE, traceId);
  }

  /** What is missing allows nothing. */
  public static Caller from(MultiMap headers) {
    String roles = text(headers, ROLES);
    return new Caller(
        text(headers, NAME),
        roles.isEmpty() ? Set.of() : Set.of(COMMA.split(roles)),
        text(headers, REACH),
        text(headers, CREDENTIAL),
        text(headers, TRACE));
  }

  private static String text(MultiMap headers, String header) {
    String value = headers.get(header);
    return value == null ? "" : value;
  }
}
