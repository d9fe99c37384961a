/**
 * Sessions and API tokens. Tables: {@code api_token}. Addresses: {@code muster.v1.Sessions}, {@code
 * muster.v1.ApiTokens}, {@code muster.internal.v1.Credentials}. Loops: none.
 */
package io.muster.server.access;
