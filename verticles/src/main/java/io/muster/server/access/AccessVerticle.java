package io.muster.server.access;

import io.muster.protocol.ApiTokensApi;
import io.muster.protocol.Internal;
import io.muster.protocol.SessionsApi;
import io.muster.runtime.Bus;
import io.muster.store.ApiTokenLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;

/**
 * Who calls: sessions and API tokens.
 *
 * <ul>
 *   <li><b>Owns</b>: {@code api_token}.
 *   <li><b>Hears</b>: {@code muster.v1.Sessions/*}, {@code muster.v1.ApiTokens/*}, {@code
 *       muster.internal.v1.Credentials/Verify}.
 *   <li><b>Says</b>: nothing.
 *   <li><b>Crash</b>: a call that was under way fails. A token whose answer was lost was stored and
 *       can be revoked; its secret is known to nobody.
 * </ul>
 */
public final class AccessVerticle extends VerticleBase {
  private final ApiTokenLedger ledger;
  private final AccessConfig config;
  private final String sessionPrivatePem;
  private final String adminToken;
  private final Clock clock;

  /**
   * Makes the verticle.
   *
   * @param sessionPrivatePem signs sessions: ES256, PKCS#8
   * @param adminToken the text of the trust folder's {@code admin.token}; made known at start
   */
  public AccessVerticle(
      ApiTokenLedger ledger,
      AccessConfig config,
      String sessionPrivatePem,
      String adminToken,
      Clock clock) {
    this.ledger = ledger;
    this.config = config;
    this.sessionPrivatePem = sessionPrivatePem;
    this.adminToken = adminToken;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    ApiTokens tokens = new ApiTokens(ledger, clock);
    Sessions sessions = new Sessions(vertx, sessionPrivatePem, config.sessionTtl(), clock);
    tokens.bootstrap(adminToken);
    return Future.all(
        List.of(
            bus.serve(ApiTokensApi.CREATE, tokens::create),
            bus.serve(ApiTokensApi.LIST, tokens::list),
            bus.serve(ApiTokensApi.REVOKE, tokens::revoke),
            bus.serve(Internal.VERIFY_TOKEN, tokens::verify),
            bus.serve(SessionsApi.CREATE, sessions::create),
            bus.serve(SessionsApi.CURRENT, sessions::current)));
  }
}
