package io.muster.link;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How a {@link NatsLink} connects.
 *
 * @param urls {@code tls://host:port} or {@code nats://host:port}, tried in random order
 * @param tls asked for at every connect, so that a new CA file is taken up; null for none
 * @param credentials asked for at every connect, so that a renewed JWT is used; null for none
 * @param inboxPrefix below it lie all inboxes of this link; ends with a dot
 * @param name shown by the server's monitoring
 * @param connectTimeout for TCP, TLS and the greeting of one server
 * @param retryBase a lost connection is tried again after a random part of this, doubled for each
 *     failure up to {@code retryCap} (full jitter); for ever
 * @param pingInterval two pings without an answer end the connection
 * @param storeTimeout how long {@link Link#store} waits for JetStream's acknowledgement
 */
public record LinkOptions(
    List<String> urls,
    Supplier<SSLContext> tls,
    LinkCredentials credentials,
    String inboxPrefix,
    String name,
    Duration connectTimeout,
    Duration retryBase,
    Duration retryCap,
    Duration pingInterval,
    Duration storeTimeout) {

  public LinkOptions {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("no NATS url: name at least one, tls://host:port");
    }
    if (!inboxPrefix.endsWith(".")) {
      throw new IllegalArgumentException("inbox prefix '" + inboxPrefix + "' must end with a dot");
    }
  }

  /** Options with the intervals that suit a control-plane node. */
  public static LinkOptions of(String name, List<String> urls, String inboxPrefix) {
    return new LinkOptions(
        urls,
        null,
        null,
        inboxPrefix,
        name,
        Duration.ofSeconds(5),
        Duration.ofMillis(250),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5));
  }

  public LinkOptions withTls(Supplier<SSLContext> context) {
    return new LinkOptions(
        urls,
        context,
        credentials,
        inboxPrefix,
        name,
        connectTimeout,
        retryBase,
        retryCap,
        pingInterval,
        storeTimeout);
  }

  public LinkOptions withCredentials(LinkCredentials known) {
    return new LinkOptions(
        urls,
        tls,
        known,
        inboxPrefix,
        name,
        connectTimeout,
        retryBase,
        retryCap,
        pingInterval,
        storeTimeout);
  }

  /** Agents come in thousands: they spread their attempts over more time. */
  public LinkOptions withRetry(Duration base, Duration cap) {
    return new LinkOptions(
        urls,
        tls,
        credentials,
        inboxPrefix,
        name,
        connectTimeout,
        base,
        cap,
        pingInterval,
        storeTimeout);
  }

  public LinkOptions withPingInterval(Duration interval) {
    return new LinkOptions(
        urls,
        tls,
        credentials,
        inboxPrefix,
        name,
        connectTimeout,
        retryBase,
        retryCap,
        interval,
        storeTimeout);
  }

  public LinkOptions withStoreTimeout(Duration timeout) {
    return new LinkOptions(
        urls,
        tls,
        credentials,
        inboxPrefix,
        name,
        connectTimeout,
        retryBase,
        retryCap,
        pingInterval,
        timeout);
  }
}
