/**
 * Users, roles, environments, sessions and API tokens. Tables: {@code account}, {@code
 * account_certificate}, {@code binding}, {@code role}, {@code environment}, {@code api_token},
 * {@code limited_to}, {@code login_session}, {@code refresh_token}, {@code login_attempt}, {@code
 * login_flow}, {@code login_code}. Addresses: {@code muster.v1.Sessions}, {@code Users}, {@code
 * Roles}, {@code Environments}, {@code ApiTokens}; {@code muster.internal.v1.Credentials} and
 * {@code Providers}. Loops: one that forgets what is over.
 */
package io.muster.server.access;
