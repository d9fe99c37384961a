package io.muster.cluster.emulator;

import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.Subjects;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One connection that many agents share. Each sees a link of its own; what it asks the control
 * plane bears a reply-to in its own inbox, because the control plane answers nowhere else. All
 * those inboxes are heard by one subscription with a wildcard for the node.
 */
final class SharedLink {
  private final Link link;
  private final String token;
  private final Map<String, CompletableFuture<byte[]>> asked = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();

  /**
   * @param token a subject token that no other shared link of the same NATS account uses
   */
  SharedLink(Link link, String token) {
    this.link = link;
    this.token = token;
    link.subscribe("*." + token + ".*", null, this::answered);
  }

  private void answered(Link.Inbound answer) {
    String subject = answer.subject();
    CompletableFuture<byte[]> future =
        asked.remove(subject.substring(subject.lastIndexOf('.') + 1));
    if (future != null) {
      future.complete(answer.data());
    }
  }

  /** The link as one agent sees it; closing it closes nothing. */
  Link of(String nodeId) {
    return new Share(nodeId);
  }

  void close() {
    link.close();
  }

  private final class Share implements Link {
    private final String inbox;

    Share(String nodeId) {
      this.inbox = Subjects.inboxPrefix(nodeId) + token + ".";
    }

    @Override
    public CompletableFuture<byte[]> request(String subject, byte[] data, Duration timeout) {
      String ticket = Long.toString(next.incrementAndGet(), Character.MAX_RADIX);
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      asked.put(ticket, answer);
      try {
        link.publish(subject, inbox + ticket, data);
      } catch (LinkException e) {
        answer.completeExceptionally(e);
      }
      answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
      answer.whenComplete((ok, error) -> asked.remove(ticket));
      return answer;
    }

    @Override
    public void publish(String subject, byte[] data) {
      link.publish(subject, data);
    }

    @Override
    public void publish(String subject, String replyTo, byte[] data) {
      link.publish(subject, replyTo, data);
    }

    @Override
    public CompletableFuture<Void> store(String subject, byte[] data, String messageId) {
      return link.store(subject, data, messageId);
    }

    @Override
    public Subscription subscribe(String subject, String queue, Consumer<Inbound> handler) {
      return link.subscribe(subject, queue, handler);
    }

    @Override
    public CompletableFuture<Void> flush(Duration timeout) {
      return link.flush(timeout);
    }

    @Override
    public boolean connected() {
      return link.connected();
    }

    @Override
    public String serverVersion() {
      return link.serverVersion();
    }

    @Override
    public void onChange(Consumer<Change> listener) {
      link.onChange(listener);
    }

    @Override
    public void close() {}
  }
}
