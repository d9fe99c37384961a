package io.muster.server.enrolment;

import com.google.protobuf.Timestamp;
import io.muster.protocol.JoinTokensApi;
import io.muster.protocol.v1.CreateJoinTokenRequest;
import io.muster.protocol.v1.CreateJoinTokenResponse;
import io.muster.protocol.v1.JoinToken;
import io.muster.protocol.v1.ListJoinTokensRequest;
import io.muster.protocol.v1.ListJoinTokensResponse;
import io.muster.protocol.v1.RevokeJoinTokenRequest;
import io.muster.protocol.v1.RevokeJoinTokenResponse;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.enrolment.JoinTokenLedger;
import io.muster.trust.Tokens;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The service JoinTokens. */
record JoinTokens(JoinTokenLedger ledger, String caPin, Clock clock) {
  private static final Duration DEFAULT_TTL = Duration.ofHours(1);
  private static final int DEFAULT_PAGE = 100;

  Future<?> serve(Bus bus) {
    return Future.all(
        bus.serve(JoinTokensApi.CREATE, this::create),
        bus.serve(JoinTokensApi.LIST, this::list),
        bus.serve(JoinTokensApi.REVOKE, this::revoke));
  }

  private CreateJoinTokenResponse create(CreateJoinTokenRequest request, Caller caller) {
    Tokens.JoinToken token = Tokens.newJoinToken(caPin);
    Instant now = clock.instant();
    Duration ttl =
        request.hasTtl() ? Duration.ofSeconds(request.getTtl().getSeconds()) : DEFAULT_TTL;
    JoinTokenLedger.Stored stored =
        new JoinTokenLedger.Stored(
            token.id(),
            request.getLabelsMap(),
            Math.max(1, request.getUses()),
            0,
            caller.name(),
            now,
            now.plus(ttl),
            false);
    ledger.create(stored, token.hash());
    return CreateJoinTokenResponse.newBuilder()
        .setJoinToken(message(stored))
        .setToken(token.text())
        .build();
  }

  private ListJoinTokensResponse list(ListJoinTokensRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    List<JoinTokenLedger.Stored> found = ledger.list(request.getPageToken(), size + 1);
    ListJoinTokensResponse.Builder response = ListJoinTokensResponse.newBuilder();
    found.stream().limit(size).forEach(token -> response.addJoinTokens(message(token)));
    if (found.size() > size) {
      response.setNextPageToken(found.get(size - 1).id());
    }
    return response.build();
  }

  private RevokeJoinTokenResponse revoke(RevokeJoinTokenRequest request, Caller caller) {
    if (!ledger.revoke(request.getId(), clock.instant())) {
      throw Failure.notFound("there is no join token '" + request.getId() + "'");
    }
    return RevokeJoinTokenResponse.getDefaultInstance();
  }

  private static JoinToken message(JoinTokenLedger.Stored token) {
    return JoinToken.newBuilder()
        .setId(token.id())
        .setMaxUses(token.maxUses())
        .setUses(token.uses())
        .putAllLabels(token.labels())
        .setExpiresAt(timestamp(token.expiresAt()))
        .setCreatedAt(timestamp(token.createdAt()))
        .setCreatedBy(token.createdBy())
        .setRevoked(token.revoked())
        .build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
