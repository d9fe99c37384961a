package io.muster.server.enrolment;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.link.identity.AccountPublisher;
import io.muster.link.identity.NatsAuthority;
import io.muster.protocol.Doorbells;
import io.muster.protocol.EnrolmentApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Refusal;
import io.muster.protocol.v1.EnrolRequest;
import io.muster.protocol.v1.EnrolResponse;
import io.muster.protocol.v1.NodeCredentials;
import io.muster.protocol.v1.RenewRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Loop;
import io.muster.runtime.Notes;
import io.muster.store.enrolment.EnrolmentLedger;
import io.muster.store.enrolment.JoinTokenLedger;
import io.muster.store.enrolment.RevocationLedger;
import io.muster.trust.SigningKey;
import io.muster.trust.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes nodes of machines, renews their identities, and has NATS cut off those that were revoked.
 *
 * <p><b>Owns</b> {@code join_token}, the birth of a {@code node}, the pruning of {@code
 * revocation}. <b>Hears</b> the services Enrolment and JoinTokens, renewals on {@code
 * muster.catchup.*}, the bell {@link Doorbells#REVOKED}. <b>Says</b> {@link Doorbells#NODES}, and
 * the account's JWT to nats-server. <b>Crash</b>: an enrolment is committed or not, and asking
 * again gives the same identity; revocations are pushed by the next sweep of any node.
 */
public final class EnrolmentVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentVerticle.class);
  private static final int MAX_RENEWING = 1024;
  private static final int MAX_PENALISED = 256;
  private static final long PENALTY_MS = 500;
  private static final long OTHER_PUSHES_MS = 100;
  private static final int NAME_ATTEMPTS = 5;
  private static final int MAX_ID = 56;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * What the verticle stands on.
   *
   * @param link the control plane's own link
   * @param system a link of the system account, see {@link NatsAuthority#system}
   */
  public record Needs(
      EnrolmentLedger enrolments,
      JoinTokenLedger tokens,
      RevocationLedger revocations,
      NatsAuthority authority,
      SigningKey signing,
      String caPem,
      String caPin,
      Link link,
      Link system,
      MeterRegistry meters,
      Clock clock) {}

  private final Needs needs;
  private final EnrolmentConfig config;
  private final Identities identities;
  private final AccountPublisher publisher;
  private final Counter refused;
  private final AtomicInteger renewing = new AtomicInteger();
  private final AtomicInteger penalised = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Pushed pushed = new Pushed(-1, Map.of());
  private Link.Subscription renewals;
  private Loop loop;

  /**
   * What NATS was told, over which of the connections. A server that came back may know nothing.
   */
  private record Pushed(int connection, Map<String, Instant> revoked) {}

  public EnrolmentVerticle(Needs needs, EnrolmentConfig config) {
    this.needs = needs;
    this.config = config;
    this.identities = new Identities(needs.authority(), needs.signing(), config.jwtTtl());
    this.publisher = new AccountPublisher(needs.authority(), needs.system());
    this.refused = needs.meters().counter("muster.enrolment.refused");
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    Context here = vertx.getOrCreateContext();
    loop = Loop.start(vertx, "revocations", config.revocationSweep(), this::pushRevocations);
    vertx.eventBus().consumer(Doorbells.REVOKED, bell -> loop.wake());
    needs
        .system()
        .onChange(
            change -> {
              if (change == Link.Change.CONNECTED) {
                connections.incrementAndGet();
                loop.wake();
              }
            });
    renewals = needs.link().subscribe(Subjects.CATCHUP_ALL, "muster-renew", in -> hear(here, in));
    return Future.all(
        bus.serveNoting(EnrolmentApi.ENROL, this::enrol),
        bus.serve(EnrolmentApi.RENEW, this::renew),
        new JoinTokens(needs.tokens(), needs.caPin(), needs.clock()).serve(bus));
  }

  @Override
  public Future<?> stop() {
    renewals.close();
    loop.stop();
    return Future.succeededFuture();
  }

  private EnrolResponse enrol(EnrolRequest request, Caller caller, Notes notes) {
    Instant now = needs.clock().instant();
    try {
      Tokens.JoinToken token =
          Tokens.parseJoin(request.getToken())
              .orElseThrow(
                  () -> Failure.of(FailureCode.UNAUTHENTICATED, "this is not a join token"));
      Proofs.require(request, now);
      String node = admit(request, token, now);
      notes.targets(List.of(node));
      vertx.eventBus().publish(Doorbells.NODES, node);
      return EnrolResponse.newBuilder()
          .setNodeId(node)
          .setCredentials(identities.forApi(node, request.getPublicKey(), now))
          .setCaPem(needs.caPem())
          .addAllNatsUrls(config.natsUrls())
          .addAllServerUrls(config.serverUrls())
          .build();
    } catch (Failure failure) {
      throw penalise(failure);
    }
  }

  private String admit(EnrolRequest request, Tokens.JoinToken token, Instant now) {
    boolean named = !request.getNodeId().isEmpty();
    String wish = named ? request.getNodeId() : idOf(request.getName());
    String name = request.getName().isBlank() ? wish : request.getName();
    for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
      String id = attempt == 0 ? wish : wish + "-" + Integer.toHexString(RANDOM.nextInt(1 << 20));
      Optional<String> node =
          needs
              .enrolments()
              .enrol(
                  new EnrolmentLedger.Joining(
                      token.id(), token.hash(), id, named, name, request.getPublicKey()),
                  now);
      if (node.isPresent()) {
        return node.get();
      }
    }
    throw Failure.conflict("no free node id like '" + wish + "'; ask for one by name");
  }

  private static String idOf(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
    String id = plain.length() > MAX_ID - 6 ? plain.substring(0, MAX_ID - 6) : plain;
    return id.isEmpty() ? "node-" + Integer.toHexString(RANDOM.nextInt(1 << 30)) : id;
  }

  private NodeCredentials renew(RenewRequest request, Caller caller) {
    Instant now = needs.clock().instant();
    try {
      String key = keyOf(request.getNodeId());
      Proofs.require(request, key, now);
      return identities.forApi(request.getNodeId(), key, now);
    } catch (Failure failure) {
      throw penalise(failure);
    }
  }

  private String keyOf(String node) {
    return needs
        .enrolments()
        .publicKey(node)
        .orElseThrow(
            () ->
                Failure.of(
                    FailureCode.UNAUTHENTICATED,
                    "there is no node '" + node + "', or it was removed; enrol it anew"));
  }

  /** Who guesses waits; the wait is bounded so that it cannot be used to hold the server up. */
  private Failure penalise(Failure failure) {
    if (failure.code() == FailureCode.UNAUTHENTICATED) {
      refused.increment();
      try {
        if (penalised.incrementAndGet() <= MAX_PENALISED) {
          vertx.timer(PENALTY_MS, TimeUnit.MILLISECONDS).await();
        }
      } finally {
        penalised.decrementAndGet();
      }
    }
    return failure;
  }

  /** Runs on the link's thread. What does not fit is not answered, and asked again. */
  private void hear(Context here, Link.Inbound inbound) {
    try {
      NodeRequest request = NodeRequest.parseFrom(inbound.data());
      if (!request.hasRenew()) {
        return;
      }
      String node = Subjects.nodeOf(inbound.subject());
      if (!request.getNodeId().equals(node)
          || inbound.replyTo() == null
          || !inbound.replyTo().startsWith(Subjects.inboxPrefix(node))) {
        refused.increment();
        LOG.warn("a renewal on {} with a foreign node or inbox is refused", inbound.subject());
        return;
      }
      if (renewing.incrementAndGet() > MAX_RENEWING) {
        renewing.decrementAndGet();
        return;
      }
      here.runOnContext(ignored -> answer(node, inbound.replyTo()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      refused.increment();
    }
  }

  private void answer(String node, String inbox) {
    NodeResponse.Builder response = NodeResponse.newBuilder();
    try {
      response.setCredentials(identities.forNats(node, keyOf(node), needs.clock().instant()));
    } catch (Failure failure) {
      response.setRefusal(
          Refusal.newBuilder()
              .setCode(failure.code().name())
              .setMessage(failure.getMessage())
              .setRetryAfterMs(failure.retryAfter().toMillis()));
    } finally {
      renewing.decrementAndGet();
    }
    try {
      needs.link().publish(inbox, response.build().toByteArray());
    } catch (LinkException e) {
      LOG.debug("the renewal of {} could not be answered; it asks again", node);
    }
  }

  private boolean pushRevocations() {
    int connection = connections.get();
    if (!needs.system().connected() || known(connection)) {
      return false;
    }
    boolean mine = needs.revocations().push(config.jwtTtl(), all -> push(connection, all));
    if (!mine) {
      vertx.timer(OTHER_PUSHES_MS, TimeUnit.MILLISECONDS).await();
    }
    return !mine;
  }

  private boolean known(int connection) {
    Instant now = needs.clock().instant();
    return pushed.equals(new Pushed(connection, needs.revocations().current(now, config.jwtTtl())));
  }

  private void push(int connection, Map<String, Instant> revoked) {
    Future.fromCompletionStage(
            publisher.push(revoked, needs.clock().instant()), vertx.getOrCreateContext())
        .await();
    pushed = new Pushed(connection, revoked);
    LOG.info("NATS knows of {} revoked identities", revoked.size());
  }
}
