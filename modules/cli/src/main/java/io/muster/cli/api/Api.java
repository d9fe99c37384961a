package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.context.Context;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * Calls of the REST API. A server that cannot be reached is passed over for the next. For one
 * thread.
 */
public final class Api implements Closeable {
  private static final int CALL_READ_MS = 30_000;
  private static final int STREAM_READ_MS = 60_000;

  private final Context context;
  private final Tls tls;
  private int current;
  private Wire idle;
  private Renewal renewal;

  public Api(Context context) {
    this(context, context.isEncrypted() ? new Tls(context.ca()) : null);
  }

  private Api(Context context, Tls tls) {
    this.context = context;
    this.tls = tls;
  }

  /** Loads what TLS needs on another thread, while this one reads the arguments. */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("prepare").start(Tls::prepare);
  }

  public Context context() {
    return context;
  }

  /** Reads something. Repeated on another server when the connection fails. */
  public Fields get(String path) {
    return read("GET", path, null, Map.of(), true);
  }

  /** Changes something, at most once: when the connection fails the outcome is unknown (exit 4). */
  public Fields once(String method, String path, Map<String, ?> body) {
    return read(method, path, Json.bytes(body), Map.of(), false);
  }

  /** A POST that the server does once however often it comes with the same {@code key}. */
  public Fields repeatable(String path, Map<String, ?> body, String key) {
    return read("POST", path, Json.bytes(body), Map.of("Idempotency-Key", key), true);
  }

  /** A POST or DELETE that may be done twice without harm. */
  public Fields harmless(String method, String path, Map<String, ?> body) {
    return read(method, path, body == null ? null : Json.bytes(body), Map.of(), true);
  }

  /** A PUT of raw bytes, which may be done twice without harm. */
  public Fields put(String path, byte[] bytes) {
    return read("PUT", path, bytes, Map.of("Content-Type", "application/octet-stream"), true);
  }

  /**
   * Opens a body of raw bytes on the current server.
   *
   * @param from the first byte that is wanted
   * @throws IOException when it cannot be opened, as when it is cut later; {@link #next()} goes to
   *     another server
   * @throws CliException when the server refuses for good
   */
  public InputStream bytes(String path, long from) throws IOException {
    return open(path, headers("*/*", Map.of("Range", "bytes=" + from + "-")));
  }

  private Fields read(
      String method, String path, byte[] body, Map<String, String> headers, boolean repeat) {
    return send(new Request(method, path, headers("application/json", headers), body, repeat));
  }

  private Fields send(Request request) {
    List<String> causes = new ArrayList<>();
    CliException last = null;
    int tries = context.servers().size() * (request.repeat() ? 2 : 1);
    for (int i = 0; i < tries; i++) {
      Wire wire = null;
      try {
        wire = wire();
        Reply reply = wire.exchange(request, CALL_READ_MS);
        Problem problem = reply.ok() ? null : Problem.read(reply);
        if (problem == null) {
          return answer(wire, reply);
        }
        keep(wire, reply);
        last = problem.exception();
        if (!problem.passing() || !request.repeat()) {
          throw last;
        }
        causes.add(problem.line());
      } catch (IOException e) {
        causes.add(context.servers().get(current) + ": " + reason(e));
        if (wire != null) {
          wire.close();
          if (!request.repeat()) {
            throw new CliException(
                Exit.UNKNOWN, "the connection was lost, look whether it was done: " + causes);
          }
        }
      }
      current = (current + 1) % context.servers().size();
    }
    throw last != null ? last : unreachable(causes);
  }

  private Fields answer(Wire wire, Reply reply) throws IOException {
    byte[] text = reply.body().readAllBytes();
    keep(wire, reply);
    return text.length == 0 ? Fields.EMPTY : Fields.of(Json.parse(text));
  }

  private void keep(Wire wire, Reply reply) throws IOException {
    if (reply.finish()) {
      idle = wire;
    } else {
      wire.close();
    }
  }

  /** The connection that is open, else a new one to the current server. */
  private Wire wire() throws IOException {
    Wire open = idle;
    idle = null;
    return open != null ? open : Wire.open(context.servers().get(current), tls);
  }

  /**
   * Opens a stream of lines on the current server.
   *
   * @throws IOException when it cannot be opened; {@link #next()} goes to another server
   * @throws CliException when the server refuses for good
   */
  LineStream stream(String path) throws IOException {
    return new LineStream(open(path, headers("application/x-ndjson", Map.of())));
  }

  private InputStream open(String path, Map<String, String> headers) throws IOException {
    Wire wire = wire();
    try {
      Reply reply = wire.exchange(new Request("GET", path, headers, null, true), STREAM_READ_MS);
      if (reply.ok()) {
        return new Connected(wire, reply.body());
      }
      Problem problem = Problem.read(reply);
      if (problem.passing()) {
        throw new IOException(problem.line());
      }
      throw problem.exception();
    } catch (IOException | CliException e) {
      wire.close();
      throw e;
    }
  }

  /** A body that takes its connection along when it is closed. */
  private static final class Connected extends FilterInputStream {
    private final Wire wire;

    Connected(Wire wire, InputStream body) {
      super(body);
      this.wire = wire;
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  /** Goes on with the next server. */
  public void next() {
    current = (current + 1) % context.servers().size();
  }

  /** A second set of connections to the same control plane, for another thread. */
  public Api another() {
    Api api = new Api(context, tls);
    api.current = current;
    return api;
  }

  /** As {@link #another()}, and the connection that is open goes with it: no second handshake. */
  public Api successor() {
    Api api = another();
    api.idle = idle;
    idle = null;
    return api;
  }

  private Map<String, String> headers(String accept, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", accept);
    String bearer = bearer();
    if (!bearer.isEmpty()) {
      headers.put("Authorization", "Bearer " + bearer);
    }
    headers.put("User-Agent", "muster-cli");
    headers.putAll(more);
    return headers;
  }

  private String bearer() {
    if (context.session() == null) {
      return context.token();
    }
    if (renewal == null) {
      renewal = new Renewal(context);
    }
    return renewal.token(() -> new Api(context.anonymous(), tls));
  }

  /** Whether the credential is a session, which goes on with another token. */
  boolean renews() {
    return context.session() != null;
  }

  private CliException unreachable(List<String> causes) {
    return new CliException(
        Exit.UNREACHABLE,
        "the control plane of "
            + context.origin()
            + " is not reachable: "
            + String.join("; ", causes.stream().distinct().toList()));
  }

  /** What a broken connection means, in words. */
  public static String reason(IOException e) {
    return switch (e) {
      case UnknownHostException u -> "the host name is unknown";
      case ConnectException c -> "nothing listens there";
      case SocketTimeoutException s -> "no answer in time";
      case SSLException s -> "TLS failed, is it the right CA? " + s.getMessage();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  /** A path with a query; parameters that are empty are left out. */
  public static String path(String path, String... keysAndValues) {
    StringBuilder text = new StringBuilder(path);
    char separator = '?';
    for (int i = 0; i < keysAndValues.length; i += 2) {
      if (keysAndValues[i + 1] != null && !keysAndValues[i + 1].isEmpty()) {
        text.append(separator)
            .append(keysAndValues[i])
            .append('=')
            .append(segment(keysAndValues[i + 1]));
        separator = '&';
      }
    }
    return text.toString();
  }

  /** Text as one segment of a path or one value of a query. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The servers, for messages. */
  public List<URI> servers() {
    return context.servers();
  }

  @Override
  public void close() {
    if (idle != null) {
      idle.close();
    }
  }
}
