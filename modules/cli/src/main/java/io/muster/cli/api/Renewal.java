package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.context.Context;
import io.muster.cli.context.Session;
import io.muster.cli.context.SessionFile;
import io.muster.cli.json.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps a session going. Refresh tokens work once, so whoever renews holds the file's lock, and
 * looks first whether somebody else just did.
 */
final class Renewal {
  private static final Duration EARLY = Duration.ofSeconds(30);

  private final Context context;
  private Session session;

  Renewal(Context context) {
    this.context = context;
    this.session = context.session();
  }

  /** An access token that is good for a while. */
  String token(Supplier<Api> anonymous) {
    if (!fresh(session)) {
      context.sessions().change(all -> renewed(all, anonymous));
    }
    return session.token();
  }

  private static boolean fresh(Session session) {
    return session.expires().isAfter(Instant.now().plus(EARLY));
  }

  private List<Session> renewed(List<Session> all, Supplier<Api> anonymous) {
    Session kept =
        all.stream()
            .filter(one -> one.servers().equals(session.servers()))
            .findFirst()
            .orElseThrow(Renewal::over);
    if (fresh(kept)) {
      session = kept;
      return all;
    }
    try (Api api = anonymous.get()) {
      Fields answer =
          api.once("POST", "/api/v1/sessions:refresh", Map.of("refreshToken", kept.refresh()));
      session = of(kept.servers(), kept.ca(), answer);
      return SessionFile.with(all, session);
    }
  }

  private static CliException over() {
    return new CliException(
        Exit.UNREACHABLE, "you have logged out meanwhile: log in with 'muster login'");
  }

  /** A session as the API answers it. */
  static Session of(List<String> servers, String ca, Fields answer) {
    return new Session(
        servers,
        ca,
        answer.object("identity").text("name"),
        answer.text("token"),
        Instant.parse(answer.text("expiresAt")),
        answer.text("refreshToken"),
        Instant.parse(answer.text("refreshExpiresAt")));
  }
}
