package io.muster.cli;

import io.muster.cli.api.Api;
import io.muster.cli.context.Context;
import io.muster.cli.context.ContextFinder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to reach the control plane; understood by every client command and by {@code muster}. */
public final class ClientOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--server",
      paramLabel = "URL[,URL]",
      description = "The control plane: https://HOST:PORT, several are tried in turn.")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "An API token. MUSTER_TOKEN keeps it out of the list of processes.")
  private String token;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The CA to trust, PEM; 'system' for the CAs of the Java runtime.")
  private String ca;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "A context of ~/.config/muster/config.yaml.")
  private String context;

  /** Finds the context; what a command says itself wins over what stands before it. */
  public Context context() {
    return context(true);
  }

  /** As {@link #context()}; without {@code credential} a control plane is enough. */
  public Context context(boolean credential) {
    ClientOptions outer = command.root().userObject() instanceof Root root ? root.client() : this;
    return ContextFinder.ofProcess()
        .find(
            new ContextFinder.Flags(
                server != null ? server : outer.server,
                token != null ? token : outer.token,
                ca != null ? ca : outer.ca,
                context != null ? context : outer.context),
            credential);
  }

  /** Ready to call; nothing is sent yet. */
  public Api api() {
    return new Api(context());
  }

  /** Ready to call what anybody may call. */
  public Api anonymous() {
    return new Api(context(false).anonymous());
  }
}
