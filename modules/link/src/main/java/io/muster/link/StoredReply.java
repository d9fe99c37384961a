package io.muster.link;

import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * A reply as it came from JetStream.
 *
 * @param epoch of the stream that it came from
 */
record StoredReply(Message message, long epoch, ReplyAcks acks) implements ReplyQueue.Stored {
  private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TERM = "+TERM".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String subject() {
    return message.getSubject();
  }

  @Override
  public byte[] data() {
    return message.getData();
  }

  @Override
  public Instant storedAt() {
    return message.metaData().timestamp().toInstant();
  }

  @Override
  public long deliveries() {
    return message.metaData().deliveredCount();
  }

  @Override
  public void ack() {
    acks.send(epoch, message.getReplyTo(), ACK);
  }

  @Override
  public void nak(Duration delay) {
    String text = "-NAK {\"delay\": " + delay.toNanos() + "}";
    acks.send(epoch, message.getReplyTo(), text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void term() {
    acks.send(epoch, message.getReplyTo(), TERM);
  }
}
