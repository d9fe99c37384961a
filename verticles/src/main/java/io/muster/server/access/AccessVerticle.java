package io.muster.server.access;

import io.muster.protocol.ApiTokensApi;
import io.muster.protocol.EnvironmentsApi;
import io.muster.protocol.Internal;
import io.muster.protocol.RolesApi;
import io.muster.protocol.SessionsApi;
import io.muster.protocol.UsersApi;
import io.muster.runtime.Bus;
import io.muster.runtime.Loop;
import io.muster.server.oidc.OidcConfig;
import io.muster.store.ApiTokenLedger;
import io.muster.store.Database;
import io.muster.store.people.AccountLedger;
import io.muster.store.people.AccountReads;
import io.muster.store.people.EnvironmentLedger;
import io.muster.store.people.LoginLedger;
import io.muster.store.people.RoleLedger;
import io.muster.store.people.SessionLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Who calls, and what he may do where: users, roles, environments, sessions and API tokens.
 *
 * <ul>
 *   <li><b>Owns</b>: {@code account}, {@code binding}, {@code role}, {@code environment}, {@code
 *       api_token}, {@code limited_to}, {@code login_*}, {@code refresh_token}.
 *   <li><b>Hears</b>: {@code muster.v1.Sessions}, {@code Users}, {@code Roles}, {@code
 *       Environments}, {@code ApiTokens}; {@code muster.internal.v1.Credentials} and {@code
 *       Providers}; the clock.
 *   <li><b>Says</b>: nothing. What changed is heard of when the gateway asks again, after {@code
 *       gateway.tokenCache} at the latest.
 *   <li><b>Crash</b>: a call that was under way fails. A token whose answer was lost was stored and
 *       can be revoked; its secret is known to nobody. A refresh token whose answer was lost is
 *       spent, and its user logs in again.
 * </ul>
 */
public final class AccessVerticle extends VerticleBase {
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** Sessions that are over are kept so long, so that a stolen refresh token still shows. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final Database database;
  private final AccessConfig config;
  private final OidcConfig oidc;
  private final String sessionPrivatePem;
  private final String adminToken;
  private final Clock clock;
  private Loop sweep;

  /**
   * Makes the verticle.
   *
   * @param sessionPrivatePem signs sessions: ES256, PKCS#8
   * @param adminToken the text of the trust folder's {@code admin.token}; made known at start
   */
  public AccessVerticle(
      Database database,
      AccessConfig config,
      OidcConfig oidc,
      String sessionPrivatePem,
      String adminToken,
      Clock clock) {
    this.database = database;
    this.config = config;
    this.oidc = oidc;
    this.sessionPrivatePem = sessionPrivatePem;
    this.adminToken = adminToken;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    ApiTokenLedger tokenLedger = new ApiTokenLedger(database);
    AccountReads reads = new AccountReads(database);
    AccountLedger accounts = new AccountLedger(database);
    RoleLedger roles = new RoleLedger(database);
    EnvironmentLedger environments = new EnvironmentLedger(database);
    SessionLedger sessionLedger = new SessionLedger(database);
    LoginLedger loginLedger = new LoginLedger(database);
    Rights rights = new Rights(reads, tokenLedger, sessionLedger, environments, clock);
    Passwords passwords = new Passwords(vertx, config);
    AccessTokens access = new AccessTokens(vertx, sessionPrivatePem, config.sessionTtl(), clock);
    Sessions sessions = new Sessions(access, sessionLedger, accounts, rights, config, clock);
    Logins logins =
        new Logins(reads, accounts, loginLedger, passwords, sessions, rights, config, clock);
    Users users = new Users(reads, accounts, roles, rights, passwords, clock);
    ApiTokens tokens = new ApiTokens(tokenLedger, roles, users, rights, clock);
    tokens.bootstrap(adminToken);
    sweep =
        Loop.start(
            vertx,
            "access-sweep",
            SWEEP,
            () -> {
              loginLedger.sweep(clock.instant(), config.loginWindow());
              return sessionLedger.sweep(clock.instant().minus(KEPT)) > 0;
            });
    Bus bus = new Bus(vertx);
    return Future.all(
        List.of(
            serve(bus, tokens, users),
            serve(bus, sessions, logins),
            serve(
                bus,
                new RolesAndEnvironments(roles, environments, reads, tokenLedger, rights, clock)),
            serve(bus, new Providers(reads, accounts, roles, loginLedger, sessions, oidc, clock)),
            serve(bus, new Credentials(tokenLedger, reads, sessionLedger, rights, clock))));
  }

  private static Future<?> serve(Bus bus, ApiTokens tokens, Users users) {
    return Future.all(
        List.of(
            bus.serve(ApiTokensApi.CREATE, tokens::create),
            bus.serve(ApiTokensApi.LIST, tokens::list),
            bus.serve(ApiTokensApi.REVOKE, tokens::revoke),
            bus.serve(UsersApi.CREATE_TOKEN, tokens::createFor),
            bus.serve(UsersApi.CREATE, users::create),
            bus.serve(UsersApi.LIST, users::list),
            bus.serve(UsersApi.GET, users::get),
            bus.serve(UsersApi.DELETE, users::delete),
            bus.serve(UsersApi.SET_PASSWORD, users::setPassword),
            bus.serve(UsersApi.DISABLE, users::disable),
            bus.serve(UsersApi.ENABLE, users::enable),
            bus.serve(UsersApi.SET_CERTIFICATES, users::setCertificates),
            bus.serve(UsersApi.BIND, users::bind),
            bus.serve(UsersApi.UNBIND, users::unbind)));
  }

  private static Future<?> serve(Bus bus, Sessions sessions, Logins logins) {
    return Future.all(
        List.of(
            bus.serve(SessionsApi.CREATE, sessions::create),
            bus.serve(SessionsApi.CURRENT, sessions::current),
            bus.serve(SessionsApi.REFRESH, sessions::refresh),
            bus.serve(SessionsApi.LOGOUT, sessions::logout),
            bus.serve(SessionsApi.LOGIN, logins::login),
            bus.serve(SessionsApi.CHANGE_PASSWORD, logins::change)));
  }

  private static Future<?> serve(Bus bus, RolesAndEnvironments both) {
    return Future.all(
        List.of(
            bus.serve(RolesApi.LIST, both::listRoles),
            bus.serve(RolesApi.CREATE, both::createRole),
            bus.serve(RolesApi.DELETE, both::deleteRole),
            bus.serve(EnvironmentsApi.LIST, both::list),
            bus.serve(EnvironmentsApi.CREATE, both::set),
            bus.serve(EnvironmentsApi.DELETE, both::delete)));
  }

  private static Future<?> serve(Bus bus, Providers providers) {
    return Future.all(
        List.of(
            bus.serve(SessionsApi.PROVIDERS, providers::list),
            bus.serve(SessionsApi.REDEEM, providers::redeem),
            bus.serve(Internal.BEGIN_LOGIN, providers::begin),
            bus.serve(Internal.TAKE_LOGIN, providers::take),
            bus.serve(Internal.FINISH_LOGIN, providers::finish)));
  }

  private static Future<?> serve(Bus bus, Credentials credentials) {
    return Future.all(
        List.of(
            bus.serve(Internal.VERIFY_TOKEN, credentials::token),
            bus.serve(Internal.VERIFY_SESSION, credentials::session),
            bus.serve(Internal.VERIFY_CERTIFICATE, credentials::certificate),
            bus.serve(Internal.GRANTS, credentials::grants)));
  }

  @Override
  public Future<?> stop() {
    sweep.stop();
    return Future.succeededFuture();
  }
}
