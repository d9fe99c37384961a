package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import io.muster.protocol.internal.v1.BeginLoginRequest;
import io.muster.protocol.internal.v1.FinishLoginRequest;
import io.muster.runtime.Failure;
import io.muster.server.oidc.OidcConfig;
import io.muster.server.oidc.OidcProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Speaks to OpenID providers: discovery, the code flow with PKCE, and what identity tokens say. */
final class OidcProviders {
  private static final long LEEWAY_SECONDS = 60;

  private final Vertx vertx;
  private final OidcConfig config;

  /** Discovered; one that failed is tried again. Used from one event loop. */
  private final Map<String, Future<OAuth2Auth>> known = new HashMap<>();

  OidcProviders(Vertx vertx, OidcConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /** Where the browser goes. */
  Future<String> start(String name, String redirect, String state, String nonce, String verifier) {
    List<String> scopes = List.of(config.providers().get(name).scopes().split(" +"));
    return provider(name)
        .map(
            auth ->
                auth.authorizeURL(
                    new OAuth2AuthorizationURL()
                        .setRedirectUri(redirect)
                        .setScopes(scopes)
                        .setState(state)
                        // Vert.x 5.0.7 leaves these out unless they are said here.
                        .setAdditionalParameters(
                            Map.of(
                                "redirect_uri",
                                redirect,
                                "nonce",
                                nonce,
                                "code_challenge",
                                challenge(verifier),
                                "code_challenge_method",
                                "S256"))));
  }

  /** Who came back with a code; its keys are read anew, since providers change them. */
  Future<FinishLoginRequest> finish(
      String name, String code, String redirect, BeginLoginRequest begun) {
    if (!config.providers().containsKey(name) || code.isEmpty()) {
      return Future.failedFuture(refused("the provider sent no code"));
    }
    Oauth2Credentials credentials =
        new Oauth2Credentials()
            .setFlow(OAuth2FlowType.AUTH_CODE)
            .setCode(code)
            .setRedirectUri(redirect)
            .setCodeVerifier(begun.getVerifier());
    return provider(name)
        .compose(auth -> auth.jWKSet().compose(ready -> auth.authenticate(credentials)))
        .recover(error -> Future.failedFuture(unavailable(name, error)))
        .map(user -> identity(name, config.providers().get(name), user, begun.getNonce()));
  }

  private Future<OAuth2Auth> provider(String name) {
    Future<OAuth2Auth> there = known.get(name);
    if (there != null && !there.failed()) {
      return there;
    }
    OidcProvider provider = config.providers().get(name);
    Future<OAuth2Auth> discovered =
        vertx
            .executeBlocking(() -> options(provider))
            .compose(options -> OpenIDConnectAuth.discover(vertx, options))
            .recover(error -> Future.failedFuture(unavailable(name, error)));
    known.put(name, discovered);
    return discovered;
  }

  private static OAuth2Options options(OidcProvider provider) throws IOException {
    OAuth2Options options =
        new OAuth2Options().setSite(provider.issuer()).setClientId(provider.clientId());
    if (provider.clientSecretFile().isPresent()) {
      options.setClientSecret(
          Files.readAllLines(provider.clientSecretFile().get()).getFirst().strip());
    }
    provider
        .ca()
        .ifPresent(
            ca ->
                options.setHttpClientOptions(
                    new HttpClientOptions()
                        .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()))));
    return options;
  }

  private static FinishLoginRequest identity(
      String name, OidcProvider provider, User user, String nonce) {
    JsonObject claims = claims(user);
    Object audience = claims.getValue("aud");
    boolean ours =
        provider.clientId().equals(audience)
            || audience instanceof JsonArray several && several.contains(provider.clientId());
    if (!provider.issuer().equals(claims.getString("iss")) || !ours) {
      throw refused("the identity token is of another issuer or for another client");
    }
    if (claims.getLong("exp", 0L) + LEEWAY_SECONDS < Instant.now().getEpochSecond()) {
      throw refused("the identity token has expired");
    }
    if (!nonce.equals(claims.getString("nonce"))) {
      throw refused("the identity token is not of this login");
    }
    String named = claims.getString(provider.nameClaim(), "");
    if (named.isEmpty() || claims.getString("sub", "").isEmpty()) {
      throw refused("the identity token does not have the claim " + provider.nameClaim());
    }
    FinishLoginRequest.Builder found =
        FinishLoginRequest.newBuilder()
            .setProvider(name)
            .setSubject(claims.getString("sub"))
            .setName(named)
            .setDisplayName(claims.getString("name", ""))
            .setEmail(claims.getString("email", ""));
    provider
        .groupsClaim()
        .ifPresent(
            claim -> {
              if (claims.getValue(claim) instanceof JsonArray groups) {
                groups.forEach(group -> found.addGroups(String.valueOf(group)));
              }
            });
    return found.build();
  }

  /** Vert.x decodes the token only when its signature fits one of the provider's keys. */
  private static JsonObject claims(User user) {
    String token = user.principal().getString("id_token", "");
    String[] parts = token.split("\\.");
    JsonObject claims = user.attributes().getJsonObject("idToken");
    if (parts.length != 3 || claims == null) {
      throw refused("the provider sent no identity token that can be verified");
    }
    JsonObject header =
        new JsonObject(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
    if (header.getString("alg", "none").equalsIgnoreCase("none")) {
      throw refused("the identity token is not signed");
    }
    return claims;
  }

  private static Failure refused(String why) {
    return Failure.of(FailureCode.UNAUTHENTICATED, why);
  }

  private static Failure unavailable(String name, Throwable error) {
    return error instanceof Failure failure
        ? failure
        : Failure.unavailable(
            "the OpenID provider " + name + " did not do its part: " + error.getMessage(), error);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String challenge(String verifier) {
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
