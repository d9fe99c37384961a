package io.muster.cli.context;

import io.muster.cli.CliException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts a {@link Context} together. A credential found in one source is never sent to servers that
 * another source of higher rank names, unless the credential's own source lists them too. A CA is
 * no credential: that of {@code MUSTER_CA} counts for whatever server is named.
 */
public final class ContextFinder {
  private final Map<String, String> env;
  private final Path home;
  private final Path directory;

  /**
   * Looks around from {@code directory}.
   *
   * @param env the environment
   * @param home the user's home directory
   */
  public ContextFinder(Map<String, String> env, Path home, Path directory) {
    this.env = env;
    this.home = home;
    this.directory = directory;
  }

  /** Of this process. */
  public static ContextFinder ofProcess() {
    return new ContextFinder(
        System.getenv(), Path.of(System.getProperty("user.home")), Path.of("").toAbsolutePath());
  }

  /**
   * Finds the context.
   *
   * @throws CliException naming what is missing and how to give it
   */
  public Context find(Flags flags) {
    return find(flags, true);
  }

  /** As {@link #find(Flags)}; without {@code credential} a control plane is enough. */
  public Context find(Flags flags, boolean credential) {
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new Layer("--server", split(flags.server()), flags.token(), readCa(flags.ca(), directory)));
    layers.add(
        new Layer(
            "MUSTER_SERVER",
            split(env.get("MUSTER_SERVER")),
            blankToNull(env.get("MUSTER_TOKEN")),
            readCa(blankToNull(env.get("MUSTER_CA")), directory)));
    String named = flags.context() != null ? flags.context() : env.get("MUSTER_CONTEXT");
    ConfigFile.read(configPath(), blankToNull(named)).ifPresent(layers::add);
    Standalone.read(standalonePath()).ifPresent(layers::add);
    return resolve(layers, credential);
  }

  private Context resolve(List<Layer> layers, boolean credential) {
    SessionFile file = new SessionFile(configPath().getParent());
    List<Session> sessions = file.read();
    Layer first =
        layers.stream()
            .filter(layer -> !layer.servers().isEmpty())
            .findFirst()
            .or(
                () ->
                    sessions.stream()
                        .findFirst()
                        .map(s -> new Layer("muster login", s.servers(), null, s.ca())))
            .orElseThrow(
                () ->
                    CliException.usage(
                        "no control plane is known: give --server or MUSTER_SERVER, write "
                            + configPath()
                            + ", log in with 'muster login --server', or run 'muster up' here"));
    List<URI> servers = first.servers().stream().map(ContextFinder::address).toList();
    List<String> addresses = servers.stream().map(URI::toString).toList();
    Session session =
        sessions.stream()
            .filter(one -> one.servers().containsAll(addresses))
            .findFirst()
            .filter(one -> layers.get(0).token() == null && layers.get(1).token() == null)
            .orElse(null);
    String token = session == null ? null : session.token();
    String ca = null;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (i > layers.indexOf(first) && !covers(layer, servers)) {
        continue;
      }
      token = token == null ? layer.token() : token;
      ca = ca == null ? layer.ca() : ca;
    }
    ca = ca == null ? readCa(blankToNull(env.get("MUSTER_CA")), directory) : ca;
    ca = ca == null && session != null && !session.ca().isEmpty() ? session.ca() : ca;
    ca = ca == null && !layers.contains(first) ? first.ca() : ca;
    if (token == null && credential) {
      throw CliException.usage(
          "no token for "
              + servers.getFirst()
              + ": log in with 'muster login', or give --token or MUSTER_TOKEN");
    }
    if (ca == null && servers.stream().anyMatch(uri -> uri.getScheme().equals("https"))) {
      throw CliException.usage(
          "no CA for " + servers.getFirst() + ": give --ca FILE or MUSTER_CA, or --ca system");
    }
    return new Context(
        servers, token == null ? "" : token, ca == null ? "" : ca, first.origin(), session, file);
  }

  private static boolean covers(Layer layer, List<URI> servers) {
    List<URI> own = layer.servers().stream().map(ContextFinder::address).toList();
    return own.containsAll(servers);
  }

  private Path configPath() {
    String base = blankToNull(env.get("XDG_CONFIG_HOME"));
    Path config = base == null ? home.resolve(".config") : Path.of(base);
    return config.resolve("muster").resolve("config.yaml");
  }

  private Path standalonePath() {
    String data = blankToNull(env.get("MUSTER_DATA"));
    return data == null ? directory.resolve(".muster") : directory.resolve(data);
  }

  /** An address without a path; plain HTTP only to this machine. */
  static URI address(String text) {
    URI uri;
    try {
      uri = URI.create(text.contains("://") ? text : "https://" + text);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          "the server address '" + text + "' is not one: write https://HOST:PORT");
    }
    String scheme = uri.getScheme();
    if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw CliException.usage(
          "the server address '" + text + "' is not one: write https://HOST:PORT");
    }
    if (scheme.equals("http") && !isLoopback(uri.getHost())) {
      throw CliException.usage(
          "'" + text + "' is not encrypted: http is for this machine only, use https");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return URI.create(scheme + "://" + uri.getHost() + ":" + port);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** The PEM text of the file that {@code value} names; {@code system} stays as it is. */
  static String readCa(String value, Path base) {
    if (value == null || value.equals(Context.SYSTEM_CA) || value.startsWith("-----BEGIN")) {
      return value;
    }
    Path file = base.resolve(value);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CliException.usage("the CA file " + file + " cannot be read: " + e.getMessage());
    }
  }

  static List<String> split(String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    return List.of(text.strip().split("\\s*,\\s*"));
  }

  static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** What the command line says; null where it says nothing. */
  public record Flags(String server, String token, String ca, String context) {
    public static final Flags NONE = new Flags(null, null, null, null);
  }
}
