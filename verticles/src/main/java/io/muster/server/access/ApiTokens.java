package io.muster.server.access;

import com.google.protobuf.Timestamp;
import io.muster.domain.access.Role;
import io.muster.protocol.FailureCode;
import io.muster.protocol.internal.v1.VerifyTokenRequest;
import io.muster.protocol.internal.v1.VerifyTokenResponse;
import io.muster.protocol.v1.ApiToken;
import io.muster.protocol.v1.CreateApiTokenRequest;
import io.muster.protocol.v1.CreateApiTokenResponse;
import io.muster.protocol.v1.ListApiTokensRequest;
import io.muster.protocol.v1.ListApiTokensResponse;
import io.muster.protocol.v1.RevokeApiTokenRequest;
import io.muster.protocol.v1.RevokeApiTokenResponse;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.ApiTokenLedger;
import io.muster.trust.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The service {@code ApiTokens}, and the gateway's question whose a token is. */
final class ApiTokens {
  private static final int PAGE = 100;
  private static final String BOOTSTRAP_NAME = "admin";

  private final ApiTokenLedger ledger;
  private final Clock clock;

  ApiTokens(ApiTokenLedger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Makes the token of the trust folder known. Its id is part of its text, so a new file is a new
   * token, and one that was revoked stays revoked.
   */
  void bootstrap(String text) {
    Tokens.ApiToken token =
        Tokens.parseApi(text)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "admin.token of the trust folder holds no API token (mst_<id>_<secret>);"
                            + " remove the file to get a new one at the next start"));
    ledger.add(
        new ApiTokenLedger.ApiToken(
            token.id(),
            token.hash(),
            BOOTSTRAP_NAME,
            Role.ADMIN.label(),
            "bootstrap",
            clock.instant(),
            Optional.empty(),
            Optional.empty()));
  }

  VerifyTokenResponse verify(VerifyTokenRequest request, Caller gateway) {
    Optional<ApiTokenLedger.ApiToken> known = ledger.find(request.getId());
    if (known.isEmpty() || !Tokens.same(known.get().hash(), request.getHash().toByteArray())) {
      throw Failure.of(FailureCode.UNAUTHENTICATED, "the API token is not known");
    }
    ApiTokenLedger.ApiToken token = known.get();
    if (!token.valid(clock.instant())) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED,
          "the API token "
              + token.id()
              + (token.revokedAt().isPresent() ? " was revoked" : " has expired"));
    }
    VerifyTokenResponse.Builder answer =
        VerifyTokenResponse.newBuilder().setName(token.name()).setRole(token.role());
    token.expiresAt().ifPresent(at -> answer.setExpiresAt(timestamp(at)));
    return answer.build();
  }

  CreateApiTokenResponse create(CreateApiTokenRequest request, Caller caller) {
    Role role =
        Role.ofLabel(request.getRole())
            .orElseThrow(() -> Failure.invalid("no role is called '" + request.getRole() + "'"));
    boolean covered =
        caller.roles().stream().flatMap(l -> Role.ofLabel(l).stream()).anyMatch(r -> r.covers(role));
    if (!covered) {
      throw Failure.denied(
          caller.name() + " cannot give the role " + role.label() + ", which is more than his own");
    }
    Tokens.ApiToken fresh = Tokens.newApiToken();
    Instant now = clock.instant();
    ApiTokenLedger.ApiToken token =
        new ApiTokenLedger.ApiToken(
            fresh.id(),
            fresh.hash(),
            request.getName(),
            role.label(),
            caller.name(),
            now,
            request.hasTtl()
                ? Optional.of(
                    now.plus(
                        Duration.ofSeconds(
                            request.getTtl().getSeconds(), request.getTtl().getNanos())))
                : Optional.empty(),
            Optional.empty());
    if (!ledger.add(token)) {
      throw Failure.conflict("the new token's id is taken; try again");
    }
    return CreateApiTokenResponse.newBuilder()
        .setApiToken(shown(token))
        .setToken(fresh.text())
        .build();
  }

  ListApiTokensResponse list(ListApiTokensRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? PAGE : request.getPageSize();
    List<ApiTokenLedger.ApiToken> found = ledger.list(request.getPageToken(), size + 1);
    ListApiTokensResponse.Builder answer = ListApiTokensResponse.newBuilder();
    found.stream().limit(size).forEach(token -> answer.addApiTokens(shown(token)));
    if (found.size() > size) {
      answer.setNextPageToken(found.get(size - 1).id());
    }
    return answer.build();
  }

  RevokeApiTokenResponse revoke(RevokeApiTokenRequest request, Caller caller) {
    if (!ledger.revoke(request.getId(), clock.instant())) {
      throw Failure.notFound("no API token has the id '" + request.getId() + "'");
    }
    return RevokeApiTokenResponse.getDefaultInstance();
  }

  private static ApiToken shown(ApiTokenLedger.ApiToken token) {
    ApiToken.Builder shown =
        ApiToken.newBuilder()
            .setId(token.id())
            .setName(token.name())
            .setRole(token.role())
            .setCreatedAt(timestamp(token.createdAt()))
            .setCreatedBy(token.createdBy())
            .setRevoked(token.revokedAt().isPresent());
    token.expiresAt().ifPresent(at -> shown.setExpiresAt(timestamp(at)));
    return shown.build();
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build();
  }
}
