package io.muster.link;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what the server complains of, each complaint once. */
final class LinkErrors implements ErrorListener {
  private static final Logger LOG = LoggerFactory.getLogger(NatsLink.class);
  private static final int REMEMBERED = 100;

  private final String name;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  LinkErrors(String name) {
    this.name = name;
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    if (seen.size() < REMEMBERED && seen.add(error)) {
      LOG.warn("link {}: the server says: {}", name, error);
    }
  }

  /** What the server complained of so far. */
  Set<String> seen() {
    return Set.copyOf(seen);
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception error) {
    LOG.debug("link {}: {}", name, error.toString());
  }

  @Override
  public void slowConsumerDetected(Connection connection, Consumer consumer) {
    LOG.warn("link {}: a subscription is too slow, messages are being dropped", name);
  }

  @Override
  public void messageDiscarded(Connection connection, Message message) {
    LOG.warn("link {}: a message to {} was discarded", name, message.getSubject());
  }
}
