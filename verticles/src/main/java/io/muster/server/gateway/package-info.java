/**
 * Every face of the contract: gRPC, REST, Server-Sent Events, NDJSON and WebSocket on one TLS port,
 * mounted from the descriptors alone, with authentication, permissions, limits, metrics and the
 * OpenAPI document. Tables: none. Addresses: it calls every method of {@link
 * io.muster.protocol.Api#SERVICES} and {@code muster.internal.v1.Credentials/Verify}. Loops: timers
 * that watch the certificate files and that beat in idle streams.
 */
package io.muster.server.gateway;
