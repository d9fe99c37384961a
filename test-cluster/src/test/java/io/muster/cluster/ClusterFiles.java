package io.muster.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.link.identity.Bootstrap;
import io.muster.link.identity.NatsServerConf;
import io.muster.local.nats.NatsProgram;
import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.local.process.Ports;
import io.muster.trust.TrustFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The folder of one cluster: secrets, configuration files, logs, and the ports that were chosen.
 */
final class ClusterFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The ports of one control-plane node. */
  record ServerPorts(int api, int hazelcast, int bus, int bridge) {}

  final Path root;
  final int postgresPort = Ports.free();
  final int natsPort = Ports.free();
  final List<ServerPorts> servers;
  final TrustFolder trust;

  ClusterFiles(Path root, int count, NatsProgram nats) {
    this.root = root;
    this.servers =
        IntStream.range(0, count)
            .mapToObj(i -> new ServerPorts(Ports.free(), Ports.free(), Ports.free(), Ports.free()))
            .toList();
    try {
      Files.createDirectories(logs());
      Set<String> names = Set.of("localhost", "127.0.0.1", "::1");
      Bootstrap secrets =
          Bootstrap.ensure(root.resolve("trust"), names, names, Clock.systemUTC().instant());
      trust = secrets.folder();
      NatsServerConf conf =
          NatsServerConf.alone(
              "127.0.0.1",
              natsPort,
              natsFolder(),
              trust.natsCertificate(),
              trust.natsKey(),
              nats.version());
      Files.createDirectories(natsFolder());
      Files.writeString(natsConfig(), conf.text(secrets.nats()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** Commands write a line here at each start: {@code <task>.<attempt> <node>}. */
  Path starts() {
    return root.resolve("starts");
  }

  Path natsFolder() {
    return root.resolve("nats");
  }

  Path natsConfig() {
    return natsFolder().resolve("nats-server.conf");
  }

  Path postgresPassword() {
    return root.resolve("postgres.password");
  }

  String natsUrl() {
    return "tls://127.0.0.1:" + natsPort;
  }

  String serverUrl(int index) {
    return "https://127.0.0.1:" + servers.get(index).api();
  }

  String bridge(int index) {
    return "127.0.0.1:" + servers.get(index).bridge();
  }

  String adminToken() {
    try {
      return Files.readString(trust.adminToken()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the configuration of a control-plane node. */
  Path server(int index, Map<String, Object> own) {
    ServerPorts ports = servers.get(index);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", "server-" + index);
    keys.put("trust", root.resolve("trust").toString());
    keys.put("gateway.host", "127.0.0.1");
    keys.put("gateway.port", ports.api());
    keys.put("gateway.tlsCertificate", root.resolve("trust/server.crt").toString());
    keys.put("gateway.tlsKey", root.resolve("trust/server.key").toString());
    keys.put("bridge.host", "127.0.0.1");
    keys.put("bridge.port", ports.bridge());
    keys.put("postgres.host", "127.0.0.1");
    keys.put("postgres.port", postgresPort);
    keys.put("postgres.database", EmbeddedPostgres.USER);
    keys.put("postgres.user", EmbeddedPostgres.USER);
    keys.put("postgres.passwordFile", postgresPassword().toString());
    keys.put("nats.urls", List.of(natsUrl()));
    keys.put("cluster.host", "127.0.0.1");
    keys.put("cluster.hazelcastPort", ports.hazelcast());
    keys.put("cluster.busPort", ports.bus());
    keys.put(
        "cluster.members",
        servers.stream().map(other -> "127.0.0.1:" + other.hazelcast()).toList());
    keys.put("enrolment.natsUrls", List.of(natsUrl()));
    keys.put(
        "enrolment.serverUrls",
        IntStream.range(0, servers.size()).mapToObj(this::serverUrl).toList());
    keys.putAll(own);
    return write("server-" + index + ".yaml", keys);
  }

  /** What an agent keeps. */
  Path data(String id) {
    return root.resolve("agents").resolve(id);
  }

  /** The working folder of an agent; made when it is missing. */
  Path home(String id) {
    try {
      return Files.createDirectories(root.resolve("homes").resolve(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the configuration of an agent that joins with the token. */
  Path agent(String id, String token, Map<String, Object> own) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("data", data(id).toString());
    keys.put("node.id", id);
    keys.put("node.name", id);
    keys.put("join.server", serverUrl(0));
    keys.put("join.token", token);
    keys.put("heartbeat.interval", "2s");
    keys.put("facts.refresh", "1h");
    keys.put("link.retryBase", "100ms");
    keys.put("link.retryCap", "1s");
    keys.put("link.pingInterval", "3s");
    keys.put("stop.grace", "1s");
    keys.putAll(own);
    return write(id + ".yaml", keys);
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Dotted keys become sections; JSON is YAML. */
  private Path write(String name, Map<String, Object> dotted) {
    Map<String, Object> tree = new LinkedHashMap<>();
    dotted.forEach((key, value) -> put(tree, key, value));
    try {
      Path file = root.resolve(name);
      Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> tree, String key, Object value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      tree.put(key, value);
      return;
    }
    Object section = tree.computeIfAbsent(key.substring(0, dot), k -> new LinkedHashMap<>());
    put((Map<String, Object>) section, key.substring(dot + 1), value);
  }
}
