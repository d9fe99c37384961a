package io.muster.agent.blob;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.agent.v1.BlobPiece;
import io.muster.protocol.agent.v1.BlobRequest;
import io.muster.protocol.agent.v1.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A link behind which a scripted control plane gives content. */
public final class BlobWire implements Link {
  public final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  public final List<BlobRequest> requests = new CopyOnWriteArrayList<>();
  public final AtomicLong pieces = new AtomicLong();

  /** So many requests are refused first. */
  public final AtomicInteger refusals = new AtomicInteger();

  public volatile Refusal refusal = Refusal.getDefaultInstance();

  /** Answers stop after so many pieces, once; then the connection is up again. */
  public final AtomicLong cutAfter = new AtomicLong(Long.MAX_VALUE);

  /** Windows are answered in the wrong order. */
  public volatile boolean shuffled;

  /** The first two requests are answered so much later, and all others refused until then. */
  public volatile long slowMs;

  public volatile boolean up = true;
  private final Map<String, Consumer<Inbound>> heard = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(2, Thread::new);
  private final AtomicInteger slow = new AtomicInteger(2);
  private BlobRequest late;

  /** Gives it from now on; returns its hash. */
  public String add(byte[] content) {
    String hash = hash(content);
    contents.put(hash, content);
    return hash;
  }

  public static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void publish(String subject, String replyTo, byte[] data) {
    if (!up) {
      throw new LinkException("not connected", null);
    }
    if (!subject.equals("muster.blob.n1") || !replyTo.startsWith("_INBOX_n1.")) {
      throw new AssertionError(subject + " " + replyTo);
    }
    try {
      BlobRequest request = BlobRequest.parseFrom(data);
      requests.add(request);
      if (slowMs == 0) {
        threads.execute(() -> hear(request, replyTo));
      } else {
        slowly(request, replyTo);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void slowly(BlobRequest request, String replyTo) {
    if (requests.size() > 2 && slow.get() > 0) {
      give(replyTo, BlobPiece.newBuilder().setRefusal(refusal).build());
      return;
    }
    CompletableFuture.delayedExecutor(
            requests.size() > 2 ? 0 : slowMs, TimeUnit.MILLISECONDS, threads)
        .execute(
            () -> {
              hear(request, replyTo);
              slow.decrementAndGet();
            });
  }

  /** Shuffled: the end of the first window comes after all of the second. */
  private synchronized void hear(BlobRequest request, String replyTo) {
    if (shuffled && request.getOffset() == 0) {
      answer(request.toBuilder().setPieces(6).build(), replyTo);
      late = request.toBuilder().setOffset(6L * Fetch.PIECE).setPieces(2).build();
      return;
    }
    answer(request, replyTo);
    if (late != null) {
      answer(late, replyTo);
      late = null;
    }
  }

  private void answer(BlobRequest request, String replyTo) {
    if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      give(replyTo, BlobPiece.newBuilder().setRefusal(refusal).build());
      return;
    }
    byte[] content = contents.get(request.getSha256());
    long at = request.getOffset();
    for (int i = 0; i < request.getPieces() && at < content.length; i++) {
      if (cutAfter.getAndDecrement() <= 0) {
        cutAfter.set(Long.MAX_VALUE);
        up = false;
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> up = true);
        return;
      }
      if (!up) {
        return;
      }
      int n = (int) Math.min(Fetch.PIECE, content.length - at);
      pieces.incrementAndGet();
      give(
          replyTo,
          BlobPiece.newBuilder()
              .setOffset(at)
              .setSize(content.length)
              .setData(ByteString.copyFrom(content, (int) at, n))
              .build());
      at += n;
    }
  }

  private void give(String replyTo, BlobPiece piece) {
    Consumer<Inbound> handler = heard.get(replyTo);
    if (handler != null) {
      handler.accept(new Inbound(replyTo, null, piece.toByteArray()));
    }
  }

  @Override
  public Subscription subscribe(String subject, String queue, Consumer<Inbound> handler) {
    heard.put(subject, handler);
    return () -> heard.remove(subject);
  }

  @Override
  public boolean connected() {
    return up;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  @Override
  public void publish(String subject, byte[] data) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<byte[]> request(String subject, byte[] data, Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> store(String subject, byte[] data, String messageId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> flush(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String serverVersion() {
    return "2.10.27";
  }

  @Override
  public void onChange(Consumer<Change> listener) {}
}
