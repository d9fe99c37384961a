package io.muster.server.oidc;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An OpenID provider that people may log in with.
 *
 * @param title for people; its name when left out
 * @param issuer its URL, below which {@code .well-known/openid-configuration} lies
 * @param clientSecretFile holds the secret in its first line; left out for a public client
 * @param scopes with spaces between them; {@code openid} among them
 * @param nameClaim the claim of the identity token that names the user
 * @param groupsClaim the claim that lists his groups; left out for none
 * @param groupRoles the role that each group gives, on the whole fleet
 * @param createUsers makes a user at the first login; else only who is known may log in
 * @param ca PEM; whose certificates its server may have, instead of the system's
 */
public record OidcProvider(
    Optional<String> title,
    String issuer,
    String clientId,
    Optional<Path> clientSecretFile,
    String scopes,
    String nameClaim,
    Optional<String> groupsClaim,
    Map<String, String> groupRoles,
    boolean createUsers,
    Optional<Path> ca) {}
