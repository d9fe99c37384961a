package io.muster.cli.context;

import java.time.Instant;
import java.util.List;

/**
 * What {@code muster login} keeps.
 *
 * @param servers where it counts
 * @param ca as of {@link Context#ca()}
 * @param token for calls, until {@code expires}
 * @param refresh buys the next one, once, until {@code ends}
 */
public record Session(
    List<String> servers,
    String ca,
    String user,
    String token,
    Instant expires,
    String refresh,
    Instant ends) {

  public Session {
    servers = List.copyOf(servers);
  }

  @Override
  public String toString() {
    return "Session[" + user + " at " + servers + "]";
  }
}
