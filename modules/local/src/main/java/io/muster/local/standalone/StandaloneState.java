package io.muster.local.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.local.LocalException;
import io.muster.local.process.Ports;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a standalone remembers: {@code state.json}, which the command line reads too.
 *
 * @param port of the first control-plane node; the others follow
 * @param ports of everything inside, by name
 * @param ready whether everything ran when it was written
 */
public record StandaloneState(
    int port, int nodes, int agents, Map<String, Integer> ports, boolean ready) {
  /** Below the range from which Linux takes the ports of outgoing connections. */
  private static final int FIRST_INNER_PORT = 14_220;

  private static final int LAST_INNER_PORT = 32_000;
  private static final int SPREAD = 16_000;
  static final int LAST_PORT = 65_535;

  public StandaloneState {
    ports = Map.copyOf(ports);
  }

  private static Path file(DataFolder folder) {
    return folder.root().resolve("state.json");
  }

  /**
   * What was remembered; empty at the first start.
   *
   * @throws LocalException naming the value that cannot be
   */
  public static Optional<StandaloneState> read(DataFolder folder) {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file(folder)));
      Map<String, Integer> ports = new LinkedHashMap<>();
      for (var inner : json.path("ports").properties()) {
        ports.put(
            inner.getKey(), number(inner.getValue(), "ports." + inner.getKey(), 1, LAST_PORT));
      }
      int nodes = number(json.path("nodes"), "nodes", 1, StandaloneOptions.MAX_NODES);
      return Optional.of(
          new StandaloneState(
              number(json.path("port"), "port", 1, LAST_PORT + 1 - nodes),
              nodes,
              number(json.path("agents"), "agents", 0, StandaloneOptions.MAX_AGENTS),
              ports,
              json.path("ready").asBoolean()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new LocalException(
          file(folder) + " cannot be read: permission denied; be its owner, or use --data", e);
    } catch (IOException e) {
      throw new LocalException(
          file(folder)
              + " cannot be read: "
              + LocalException.reason(e)
              + "; mend it, or remove it and say --port, --nodes and --agents again",
          e);
    }
  }

  private static int number(JsonNode value, String key, int min, int max) throws IOException {
    if (!value.isInt() || value.asInt() < min || value.asInt() > max) {
      String found = value.isMissingNode() ? "missing" : value.toString();
      throw new IOException(key + " is " + found + " but must be " + min + " to " + max);
    }
    return value.asInt();
  }

  void write(DataFolder folder) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("port", port).put("nodes", nodes).put("agents", agents).put("ready", ready);
    var addresses = json.putArray("servers");
    servers().forEach(addresses::add);
    var inner = json.putObject("ports");
    ports.forEach(inner::put);
    try {
      String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
      DataFolder.write(file(folder), text + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  StandaloneState ready(boolean now) {
    return new StandaloneState(port, nodes, agents, ports, now);
  }

  /** The HTTPS addresses of the control plane. */
  public List<String> servers() {
    return IntStream.range(0, nodes).mapToObj(i -> "https://127.0.0.1:" + (port + i)).toList();
  }

  /** Where the event-bus bridge for programs is, of each control-plane node. */
  public List<String> bridges() {
    return serverNames().stream()
        .filter(name -> ports.containsKey(name + "-bridge"))
        .map(name -> "127.0.0.1:" + inner(name + "-bridge"))
        .toList();
  }

  public List<String> serverNames() {
    return IntStream.rangeClosed(1, nodes).mapToObj(i -> "server-" + i).toList();
  }

  public List<String> agentNames() {
    return IntStream.rangeClosed(1, agents).mapToObj(i -> "node-" + i).toList();
  }

  /** The port of what listens inside, such as {@code postgres}. */
  public int inner(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalStateException("no port was chosen for " + name);
    }
    return port;
  }

  /** The same with a port for each name, those that were there kept. */
  StandaloneState withPorts(DataFolder folder, List<String> names) {
    Map<String, Integer> all = new LinkedHashMap<>(ports);
    var used = new TreeSet<>(all.values());
    // Each folder looks from a place of its own on, so that two that start at once do not collide.
    int next = FIRST_INNER_PORT + Math.floorMod(folder.root().hashCode(), SPREAD);
    for (String name : names) {
      if (!all.containsKey(name)) {
        while (used.contains(next) || !Ports.isFree(next)) {
          next++;
          if (next > LAST_INNER_PORT) {
            throw new LocalException("no port below 32000 is free on 127.0.0.1");
          }
        }
        used.add(next);
        all.put(name, next);
      }
    }
    return new StandaloneState(port, nodes, agents, all, ready);
  }
}
