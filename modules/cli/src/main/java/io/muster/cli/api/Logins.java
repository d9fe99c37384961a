package io.muster.cli.api;

import io.muster.cli.context.Context;
import io.muster.cli.context.Session;
import io.muster.cli.context.SessionFile;
import io.muster.cli.json.Fields;

/** Keeps sessions on this machine, and forgets them. */
public final class Logins {
  private Logins() {}

  /** Keeps the session that the API answered. */
  public static Session keep(Api api, Fields answer) {
    Context context = api.context();
    Session session = Renewal.of(context.addresses(), context.ca(), answer);
    context.sessions().change(all -> SessionFile.with(all, session));
    return session;
  }

  public static void forget(Context context) {
    context.sessions().change(all -> SessionFile.without(all, context.addresses()));
  }
}
