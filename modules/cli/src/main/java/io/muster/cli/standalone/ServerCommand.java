package io.muster.cli.standalone;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code muster server}: here for help alone, because the launcher runs it without this program.
 */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "muster server --config FILE [--init]",
      "muster server --config FILE --nats-conf --nats-dir DIR [--nats-host HOST [--nats-port PORT]]",
      "              [--nats-listen ADDRESS] [--nats-tls DIR] [--nats-version VERSION]"
    },
    description = "Runs one control-plane node until it is told to stop (SIGTERM).",
    footer = {
      "",
      "  --config FILE           settings; conf/server.reference.yaml lists them all",
      "  --init                  only make the secrets that are missing in the trust folder, once",
      "  --nats-conf             only print nats-server.conf for one of the servers in nats.urls",
      "  --nats-host HOST        which of them, when there are several …",
      "  --nats-port PORT        … on one host",
      "  --nats-dir DIR          where that server keeps its data",
      "  --nats-tls DIR          where it finds nats.crt, nats.key and ca.crt; default: the trust folder",
      "  --nats-listen ADDRESS   what it listens on; default: its host",
      "  --nats-version VERSION  of nats-server; default 2.10.0, and what an older one lacks is left out",
      "",
      "Examples:",
      "  muster server --config /etc/muster/server.yaml --init",
      "  muster server --config /etc/muster/server.yaml --nats-conf --nats-host nats1.internal \\",
      "    --nats-dir /var/lib/nats --nats-tls /etc/nats/tls > nats-server.conf",
      "  muster server --config /etc/muster/server.yaml"
    })
final class ServerCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments;

  @Override
  public Integer call() {
    return Launch.through("server", arguments);
  }
}
