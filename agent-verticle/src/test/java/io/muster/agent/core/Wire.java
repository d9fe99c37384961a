package io.muster.agent.core;

import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.agent.v1.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A link without a network: it can be cut, can refuse to store, and keeps what it is given. */
final class Wire implements Link {
  final List<Reply> stored = new CopyOnWriteArrayList<>();
  final List<byte[]> beats = new CopyOnWriteArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Consumer<Inbound>> heard = new ConcurrentHashMap<>();
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  volatile Function<byte[], byte[]> answers = request -> new byte[0];
  volatile boolean up = true;
  volatile boolean refusing;
  volatile boolean loseAcks;

  void send(String subject, byte[] data) {
    Consumer<Inbound> handler = heard.get(subject);
    if (up && handler != null) {
      handler.accept(new Inbound(subject, null, data));
    }
  }

  void set(boolean connected) {
    up = connected;
    listeners.forEach(l -> l.accept(connected ? Change.CONNECTED : Change.DISCONNECTED));
  }

  @Override
  public void publish(String subject, byte[] data) {
    if (!up) {
      throw new LinkException("not connected", null);
    }
    beats.add(data);
  }

  @Override
  public void publish(String subject, String replyTo, byte[] data) {
    publish(subject, data);
  }

  @Override
  public CompletableFuture<byte[]> request(String subject, byte[] data, Duration timeout) {
    return up
        ? CompletableFuture.completedFuture(answers.apply(data))
        : CompletableFuture.failedFuture(new LinkException("not connected", null));
  }

  @Override
  public synchronized CompletableFuture<Void> store(String subject, byte[] data, String id) {
    if (!up || refusing) {
      return CompletableFuture.failedFuture(new LinkException("refused", null));
    }
    try {
      if (id == null || ids.add(id)) {
        stored.add(Reply.parseFrom(data));
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return loseAcks
        ? CompletableFuture.failedFuture(new LinkException("no answer", null))
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public Subscription subscribe(String subject, String queue, Consumer<Inbound> handler) {
    heard.put(subject, handler);
    return () -> heard.remove(subject);
  }

  @Override
  public CompletableFuture<Void> flush(Duration timeout) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean connected() {
    return up;
  }

  @Override
  public String serverVersion() {
    return "2.10.27";
  }

  @Override
  public void onChange(Consumer<Change> listener) {
    listeners.add(listener);
    listener.accept(up ? Change.CONNECTED : Change.DISCONNECTED);
  }

  @Override
  public void close() {}
}
