/**
 * Content as whoever hands it out reads it: cut into chunks, each of which is read from JetStream
 * once for all who ask for it now. Shared by {@code files} and {@code blob}; no verticle.
 */
package io.muster.server.content;
