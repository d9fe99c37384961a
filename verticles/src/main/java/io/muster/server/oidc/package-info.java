/**
 * Which OpenID providers there are; the gateway speaks to them, the access verticle knows users.
 */
package io.muster.server.oidc;
