package io.muster.server.gateway;

import io.muster.trust.Tls;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** A client of the TCP bridge that reads only when it is told to. */
final class BridgeClient implements AutoCloseable {
  private final SSLSocket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  BridgeClient(Door door) throws IOException {
    socket =
        (SSLSocket)
            Tls.trusting(door.trust.caPem())
                .getSocketFactory()
                .createSocket("127.0.0.1", door.verticle.bridgePort());
    socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  void bytes(byte[] frame) {
    try {
      out.writeInt(frame.length);
      out.write(frame);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(JsonObject frame) {
    bytes(frame.encode().getBytes(StandardCharsets.UTF_8));
  }

  /** As somebody with that token; null for nobody. */
  void write(String type, String address, String token, JsonObject body) {
    JsonObject frame = new JsonObject().put("type", type).put("address", address);
    JsonObject headers = new JsonObject();
    if (token != null) {
      headers.put("authorization", "Bearer " + token);
    }
    frame.put("headers", headers).put("replyAddress", "r-" + address);
    write(body == null ? frame : frame.put("body", body));
  }

  /** The next frame, or null at the end. */
  JsonObject read() {
    try {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      return new JsonObject(new String(frame, StandardCharsets.UTF_8));
    } catch (java.io.EOFException | javax.net.ssl.SSLException | java.net.SocketException end) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonObject call(String address, String token, JsonObject body) {
    write("send", address, token, body);
    return read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
