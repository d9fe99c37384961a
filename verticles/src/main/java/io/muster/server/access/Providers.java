package io.muster.server.access;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.internal.v1.BeginLoginRequest;
import io.muster.protocol.internal.v1.BegunLogin;
import io.muster.protocol.internal.v1.FinishLoginRequest;
import io.muster.protocol.internal.v1.FinishedLogin;
import io.muster.protocol.internal.v1.TakeLoginRequest;
import io.muster.protocol.v1.ListProvidersRequest;
import io.muster.protocol.v1.ListProvidersResponse;
import io.muster.protocol.v1.LoginProvider;
import io.muster.protocol.v1.RedeemLoginRequest;
import io.muster.protocol.v1.Session;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.oidc.OidcConfig;
import io.muster.server.oidc.OidcProvider;
import io.muster.store.people.AccountLedger;
import io.muster.store.people.AccountLedger.NewAccount;
import io.muster.store.people.AccountLedger.NewBinding;
import io.muster.store.people.AccountReads;
import io.muster.store.people.AccountRow;
import io.muster.store.people.BindingRow;
import io.muster.store.people.Limit;
import io.muster.store.people.LoginLedger;
import io.muster.store.people.RoleLedger;
import io.muster.trust.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins through OpenID providers: what the gateway asks for on their way. */
final class Providers {
  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);
  private static final Duration AWAY = Duration.ofMinutes(10);
  private static final Duration CODE = Duration.ofMinutes(1);

  private final AccountReads reads;
  private final AccountLedger accounts;
  private final RoleLedger roles;
  private final LoginLedger logins;
  private final Sessions sessions;
  private final OidcConfig config;
  private final Clock clock;

  Providers(
      AccountReads reads,
      AccountLedger accounts,
      RoleLedger roles,
      LoginLedger logins,
      Sessions sessions,
      OidcConfig config,
      Clock clock) {
    this.reads = reads;
    this.accounts = accounts;
    this.roles = roles;
    this.logins = logins;
    this.sessions = sessions;
    this.config = config;
    this.clock = clock;
  }

  ListProvidersResponse list(ListProvidersRequest request, Caller caller) {
    ListProvidersResponse.Builder response = ListProvidersResponse.newBuilder();
    config
        .providers()
        .forEach(
            (name, provider) ->
                response.addProviders(
                    LoginProvider.newBuilder()
                        .setName(name)
                        .setTitle(provider.title().orElse(name))
                        .setStart("/auth/oidc/" + name + "/start")));
    return response.build();
  }

  BegunLogin begin(BeginLoginRequest request, Caller gateway) {
    logins.begin(
        request.getStateHash().toByteArray(),
        request.getProvider(),
        request.toByteArray(),
        clock.instant().plus(AWAY));
    return BegunLogin.getDefaultInstance();
  }

  BeginLoginRequest take(TakeLoginRequest request, Caller gateway) {
    byte[] kept =
        logins
            .take(request.getStateHash().toByteArray(), request.getProvider(), clock.instant())
            .orElseThrow(
                () ->
                    Credentials.unauthenticated(
                        "this login was not begun here, took too long, or was ended already;"
                            + " begin again"));
    try {
      return BeginLoginRequest.parseFrom(kept);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a login that was kept cannot be read", e);
    }
  }

  FinishedLogin finish(FinishLoginRequest request, Caller gateway) {
    OidcProvider provider = config.providers().get(request.getProvider());
    if (provider == null) {
      throw Failure.notFound("there is no provider '" + request.getProvider() + "'");
    }
    String account = account(request, provider);
    accounts.follow(account, bindings(request, provider), clock.instant());
    String code = Tokens.newSecret();
    logins.code(Tokens.hash(code), account, request.getChallenge(), clock.instant().plus(CODE));
    return FinishedLogin.newBuilder().setCode(code).build();
  }

  private String account(FinishLoginRequest request, OidcProvider provider) {
    Optional<AccountRow> known = reads.bySubject(request.getProvider(), request.getSubject());
    if (known.isPresent()) {
      if (known.get().disabledAt().isPresent()) {
        throw Failure.denied("the user " + known.get().name() + " is disabled");
      }
      return known.get().name();
    }
    String name = request.getName().toLowerCase(Locale.ROOT);
    if (!provider.createUsers()) {
      throw Failure.denied(
          "nobody here is '"
              + name
              + "' of "
              + request.getProvider()
              + ", and oidc.providers."
              + request.getProvider()
              + ".createUsers is off");
    }
    if (!name.matches("[a-z0-9][a-z0-9._@-]{0,62}")) {
      throw Failure.invalid(
          "the provider calls the user '"
              + name
              + "', which is no name for a user here; choose another claim in nameClaim");
    }
    accounts.create(
        new NewAccount(
            name,
            request.getDisplayName(),
            request.getEmail(),
            null,
            request.getProvider(),
            request.getSubject(),
            List.of(),
            request.getProvider(),
            clock.instant()),
        List.of());
    return name;
  }

  private List<NewBinding> bindings(FinishLoginRequest request, OidcProvider provider) {
    List<NewBinding> bindings = new ArrayList<>();
    for (String group : request.getGroupsList()) {
      String role = provider.groupRoles().get(group);
      if (role == null) {
        continue;
      }
      if (roles.permissions(role).isEmpty()) {
        LOG.warn(
            "oidc.providers.{}.groupRoles gives the role {}, which there is not",
            request.getProvider(),
            role);
      } else {
        bindings.add(new NewBinding(Tokens.newId(), role, Limit.NONE, BindingRow.FROM_PROVIDER));
      }
    }
    return bindings;
  }

  Session redeem(RedeemLoginRequest request, Caller caller) {
    String account =
        logins
            .redeem(
                Tokens.hash(request.getCode()), challenge(request.getVerifier()), clock.instant())
            .orElseThrow(
                () -> Credentials.unauthenticated("the code is not known, or not any more"));
    return sessions.begin(account);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
