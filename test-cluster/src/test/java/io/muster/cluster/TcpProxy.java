package io.muster.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a server of this machine that counts what the server sends, and after so many bytes
 * swallows the rest or cuts every connection. New connections get through after a cut.
 */
final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private enum Fault {
    NONE,
    HOLD,
    CUT
  }

  private final int server;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private Fault fault = Fault.NONE;
  private long bytes;
  private long limit;
  private boolean tripped;

  TcpProxy(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What the server has sent since the last order. */
  synchronized long bytes() {
    return bytes;
  }

  /** Whether what was ordered has happened. */
  synchronized boolean tripped() {
    return tripped;
  }

  /** After so many more bytes from the server nothing more gets through until {@link #release}. */
  void holdAfter(long more) {
    order(Fault.HOLD, more);
  }

  /** After so many more bytes from the server all connections are cut, once. */
  void cutAfter(long more) {
    order(Fault.CUT, more);
  }

  void release() {
    order(Fault.NONE, 0);
  }

  private synchronized void order(Fault next, long more) {
    fault = next;
    limit = more;
    bytes = 0;
    tripped = false;
    notifyAll();
  }

  /** Returns whether the connections are to be cut now. */
  private synchronized boolean passing(int count) throws InterruptedException {
    bytes += count;
    while (fault == Fault.HOLD && bytes >= limit) {
      tripped = true;
      wait();
    }
    if (fault == Fault.CUT && !tripped && bytes >= limit) {
      tripped = true;
      return true;
    }
    return false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        return; // it is closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
      open.add(behind);
      Thread.ofVirtual().start(() -> pump(client, behind, false));
      pump(behind, client, true);
    } catch (IOException e) {
      close(client); // the server is away
    }
  }

  private void pump(Socket from, Socket to, boolean fromServer) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (fromServer && passing(n)) {
          open.forEach(this::close);
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException | InterruptedException e) {
      // one side has gone, and so does the other
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    release();
    open.forEach(this::close);
  }
}
