package io.muster.cli.api;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;

/** One connection to one server: one request after the other, HTTP/1.1 as in RFC 9112. */
final class Wire implements Closeable {
  private static final int CONNECT_MS = 3_000;
  private static final int HANDSHAKE_MS = 10_000;
  private static final int MAX_HEAD = 64 * 1024;

  private final URI server;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Wire(URI server, Socket socket) throws IOException {
    this.server = server;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
  }

  /**
   * Connects, three seconds at most for the connection and ten for each step of the handshake,
   * which takes long on a machine that is busy.
   */
  static Wire open(URI server, Tls tls) throws IOException {
    if (!server.getScheme().equals("https")) {
      return open(server, tls, false);
    }
    try {
      return open(server, tls, true);
    } catch (SSLHandshakeException e) {
      return open(server, tls, false); // it may be one that has NIST's curves only
    }
  }

  private static Wire open(URI server, Tls tls, boolean fast) throws IOException {
    String host = bare(server.getHost());
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, server.getPort()), CONNECT_MS);
      socket.setSoTimeout(HANDSHAKE_MS);
      if (server.getScheme().equals("https")) {
        socket = tls.over(socket, host, server.getPort(), fast);
      }
      return new Wire(server, socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  URI server() {
    return server;
  }

  /**
   * Sends a request and reads the head of its answer.
   *
   * @param readMs how long a single read may wait
   */
  Reply exchange(Request request, int readMs) throws IOException {
    byte[] body = request.body();
    socket.setSoTimeout(readMs);
    StringBuilder head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\nHost: ");
    head.append(server.getHost()).append(':').append(server.getPort()).append("\r\n");
    request
        .headers()
        .forEach((key, value) -> head.append(key).append(": ").append(value).append("\r\n"));
    if (body != null) {
      if (!request.headers().containsKey("Content-Type")) {
        head.append("Content-Type: application/json\r\n");
      }
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (body != null) {
      out.write(body);
    }
    out.flush();
    return answer();
  }

  private Reply answer() throws IOException {
    int status;
    Map<String, String> headers;
    do {
      status = status(line());
      headers = headers();
    } while (status >= 100 && status < 200);
    return new Reply(status, headers, Body.of(status, headers, in));
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || parts[1].length() != 3) {
      throw new ProtocolException("this is not HTTP/1.1: '" + line + "'");
    }
    try {
      return Integer.parseUnsignedInt(parts[1]);
    } catch (NumberFormatException e) {
      throw new ProtocolException("this is not HTTP/1.1: '" + line + "'");
    }
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private String line() throws IOException {
    return line(in);
  }

  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (line.size() > MAX_HEAD) {
        throw new ProtocolException("a header line is longer than 64 KiB");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost: the answer was read, or its loss was reported already.
    }
  }
}
