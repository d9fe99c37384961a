package io.muster.local.standalone;

import io.muster.link.identity.Bootstrap;
import io.muster.link.identity.NatsServerConf;
import io.muster.local.LocalException;
import io.muster.local.nats.NatsProgram;
import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.trust.TrustFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration files that a standalone's programs are started with, written anew at each start
 * and naming only what differs from the reference files.
 */
final class GeneratedFiles {
  private static final List<String> ROLES = List.of("web", "web", "db");

  private final DataFolder folder;
  private final StandaloneState state;

  GeneratedFiles(DataFolder folder, StandaloneState state) {
    this.folder = folder;
    this.state = state;
  }

  /** Makes the secrets that are missing and the configuration of nats-server. */
  TrustFolder trustAndNats(NatsProgram program) {
    Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // A machine without a resolvable name is reached by its loopback names.
    }
    try {
      Bootstrap bootstrap =
          Bootstrap.ensure(folder.trust(), names, names, Clock.systemUTC().instant());
      TrustFolder trust = bootstrap.folder();
      NatsServerConf conf =
          NatsServerConf.alone(
              "127.0.0.1",
              state.inner("nats"),
              folder.nats(),
              trust.natsCertificate(),
              trust.natsKey(),
              program.version());
      DataFolder.write(folder.natsConfig(), conf.text(bootstrap.nats()));
      return trust;
    } catch (IOException e) {
      throw new LocalException("the secrets cannot be made: " + e.getMessage(), e);
    }
  }

  /** Writes the configuration of a control-plane node, counted from 0. */
  Path server(int index) {
    String name = state.serverNames().get(index);
    String members =
        state.serverNames().stream()
            .map(n -> "127.0.0.1:" + state.inner(n + "-hazelcast"))
            .collect(Collectors.joining(", "));
    String yaml =
        """
        # Written by muster up; changes are overwritten.
        name: %s
        trust: %s
        gateway:
          host: 127.0.0.1
          port: %d
          tlsCertificate: %s
          tlsKey: %s
        bridge:
          host: 127.0.0.1
          port: %d
        postgres:
          host: 127.0.0.1
          port: %d
          database: %s
          user: %s
          passwordFile: %s
        nats:
          urls: ["tls://127.0.0.1:%d"]
        cluster:
          host: 127.0.0.1
          hazelcastPort: %d
          busPort: %d
          members: [%s]
        enrolment:
          natsUrls: ["tls://127.0.0.1:%d"]
          serverUrls: [%s]
        """
            .formatted(
                name,
                quote(folder.trust()),
                state.port() + index,
                quote(folder.trust().resolve("server.crt")),
                quote(folder.trust().resolve("server.key")),
                state.inner(name + "-bridge"),
                state.inner("postgres"),
                EmbeddedPostgres.USER,
                EmbeddedPostgres.USER,
                quote(folder.postgresPassword()),
                state.inner("nats"),
                state.inner(name + "-hazelcast"),
                state.inner(name + "-bus"),
                members,
                state.inner("nats"),
                state.servers().stream()
                    .map(url -> '"' + url + '"')
                    .collect(Collectors.joining(", ")));
    Path file = folder.serverConfig(name);
    DataFolder.write(file, yaml);
    return file;
  }

  /** Writes the configuration of an agent, counted from 0. */
  Path agent(int index) {
    String name = state.agentNames().get(index);
    String yaml =
        """
        # Written by muster up; changes are overwritten.
        data: %s
        node:
          id: %s
          name: %s
          labels:
            role: %s
        join:
          server: %s
          tokenFile: %s
        """
            .formatted(
                quote(folder.agent(name).resolve("data")),
                name,
                name,
                ROLES.get(index % ROLES.size()),
                state.servers().getFirst(),
                quote(folder.joinToken(name)));
    Path file = folder.agentConfig(name);
    DataFolder.write(file, yaml);
    return file;
  }

  /** The names of everything that listens inside. */
  static List<String> inner(int nodes) {
    List<String> names = new java.util.ArrayList<>(List.of("postgres", "nats"));
    IntStream.rangeClosed(1, nodes)
        .mapToObj(i -> "server-" + i)
        .forEach(
            server ->
                names.addAll(List.of(server + "-hazelcast", server + "-bus", server + "-bridge")));
    return names;
  }

  /** A path as a YAML string in double quotes. */
  private static String quote(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
