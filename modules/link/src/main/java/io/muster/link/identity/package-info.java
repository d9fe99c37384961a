/**
 * Who is who in NATS: operator, accounts and users as signed JWTs (decentralised authentication),
 * made here without any tool, and the server's configuration that trusts them.
 */
package io.muster.link.identity;
