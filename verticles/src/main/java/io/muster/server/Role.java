package io.muster.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a control-plane node may run. Every node may run all of them, any number of nodes any of
 * them.
 */
enum Role {
  REGISTRY,
  PRESENCE,
  ENROLMENT,
  ACCESS,
  AUDIT,
  JOBS,
  DISPATCH,
  CATCHUP,
  CONFIG,
  CONNECTOR,
  WATCH,
  FILES,
  BLOB,
  EVENTS,
  SYSTEM,
  VITALS,
  RETENTION,
  ROLLOUTS,
  COMPAT,
  /** Last: it is ready to take calls when the others are. */
  GATEWAY;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}
