package io.muster.link;

import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One connection from its greeting to its end. It never reconnects: the link makes a new session,
 * with the credentials and the CA of that moment.
 */
final class Session {
  private static final int OUTGOING_MESSAGES = 16_384;
  private static final long PENDING_MESSAGES = 1_000_000;
  private static final long PENDING_BYTES = 256L << 20;

  private final Connection connection;
  private final String inbox;
  private final CompletableFuture<String> ended;
  private final Map<Long, Dispatcher> heard = new ConcurrentHashMap<>();

  private Session(Connection connection, CompletableFuture<String> ended) {
    this.connection = connection;
    this.inbox = connection.createInbox() + ".";
    this.ended = ended;
  }

  /**
   * Connects to one of the servers.
   *
   * @throws io.nats.client.AuthenticationException when the credentials are refused
   */
  static Session connect(LinkOptions options, LinkErrors errors, Answers answers)
      throws IOException, InterruptedException {
    CompletableFuture<String> ended = new CompletableFuture<>();
    Connection connection = Nats.connect(natsOptions(options, errors, ended));
    Session session = new Session(connection, ended);
    try {
      session.dispatch(0, session.inbox + "*", null, answers::arrived);
    } catch (IllegalStateException e) {
      throw new IOException("the connection ended at once", e);
    }
    return session;
  }

  private static Options natsOptions(
      LinkOptions options, LinkErrors errors, CompletableFuture<String> ended) {
    Options.Builder builder =
        new Options.Builder()
            .servers(options.urls().toArray(String[]::new))
            .ignoreDiscoveredServers()
            // The server's certificate is checked against the name that was configured.
            .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
            .noReconnect()
            .reconnectBufferSize(0)
            .connectionName(options.name())
            .inboxPrefix(options.inboxPrefix())
            .connectionTimeout(options.connectTimeout())
            .pingInterval(options.pingInterval())
            .maxPingsOut(2)
            .maxMessagesInOutgoingQueue(OUTGOING_MESSAGES)
            .executor(LinkThreads.VIRTUAL)
            .callbackExecutor(LinkThreads.VIRTUAL)
            .connectExecutor(LinkThreads.VIRTUAL)
            .scheduledExecutor(LinkThreads.CLOCK)
            .errorListener(errors)
            .connectionListener(
                (connection, event) -> {
                  if (connection.getStatus() == Connection.Status.CLOSED) {
                    String error = connection.getLastError();
                    ended.complete(error == null ? "" : error);
                  }
                });
    if (options.tls() != null) {
      builder.sslContext(options.tls().get());
    }
    if (options.credentials() != null) {
      builder.authHandler(new Proof(options.credentials()));
    }
    return builder.build();
  }

  private record Proof(LinkCredentials credentials) implements AuthHandler {
    @Override
    public byte[] sign(byte[] nonce) {
      try {
        return NKey.fromSeed(credentials.seed().toCharArray()).sign(nonce);
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException("the seed of this link cannot sign", e);
      }
    }

    @Override
    public char[] getID() {
      return null;
    }

    @Override
    public char[] getJWT() {
      return credentials.jwt().get().toCharArray();
    }
  }

  /** Completes when the connection ended, with the server's last error or an empty text. */
  CompletableFuture<String> ended() {
    return ended;
  }

  /** Expired, revoked, unknown: trying again with the same JWT is of no use. */
  static boolean isRefusal(String error) {
    String text = error.toLowerCase(Locale.ROOT);
    return text.contains("authorization violation")
        || text.contains("authentication expired")
        || text.contains("authentication revoked");
  }

  Connection connection() {
    return connection;
  }

  String inbox() {
    return inbox;
  }

  String serverVersion() {
    return connection.getServerInfo().getVersion();
  }

  long maxPayload() {
    return connection.getMaxPayload();
  }

  boolean alive() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }

  void publish(String subject, String replyTo, Headers headers, byte[] data) {
    connection.publish(subject, replyTo, headers, data);
  }

  void dispatch(long id, String subject, String queue, MessageHandler handler) {
    Dispatcher dispatcher = connection.createDispatcher(handler);
    dispatcher.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
    if (queue == null) {
      dispatcher.subscribe(subject);
    } else {
      dispatcher.subscribe(subject, queue);
    }
    heard.put(id, dispatcher);
  }

  void undispatch(long id) {
    Dispatcher dispatcher = heard.remove(id);
    if (dispatcher != null && alive()) {
      try {
        connection.closeDispatcher(dispatcher);
      } catch (IllegalArgumentException | IllegalStateException e) {
        // The connection ended in between: so did the subscription.
      }
    }
  }

  void flush(java.time.Duration timeout) throws Exception {
    connection.flush(timeout);
  }

  void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.complete("");
  }

  /** The message of a link. */
  static Link.Inbound inbound(Message message) {
    return new Link.Inbound(message.getSubject(), message.getReplyTo(), message.getData());
  }
}
