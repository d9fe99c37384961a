package io.muster.server.oidc;

import io.muster.runtime.config.ConfigException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code oidc}.
 *
 * @param publicUrl under which browsers reach the gateway; empty for the host that they ask for
 * @param providers by name
 */
public record OidcConfig(Optional<String> publicUrl, Map<String, OidcProvider> providers) {
  public static final OidcConfig NONE = new OidcConfig(Optional.empty(), Map.of());

  public OidcConfig {
    providers.forEach(OidcConfig::check);
  }

  private static void check(String name, OidcProvider provider) {
    if (provider == null) {
      return; // the binder has said why
    }
    String path = "oidc.providers." + name;
    if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new ConfigException(path + ": a name has small letters, digits and - only");
    }
    if (!Arrays.asList(provider.scopes().split(" ")).contains("openid")) {
      throw new ConfigException(
          path + ".scopes is '" + provider.scopes() + "'; openid must be among them");
    }
    URI issuer = URI.create(provider.issuer());
    boolean local = String.valueOf(issuer.getHost()).matches("127(\\.\\d{1,3}){3}|localhost");
    if (!"https".equals(issuer.getScheme()) && !local) {
      throw new ConfigException(
          path + ".issuer is " + provider.issuer() + "; only https is safe over a network");
    }
  }
}
