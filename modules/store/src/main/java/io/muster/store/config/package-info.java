/**
 * Configuration in PostgreSQL: {@code config_clock}, {@code config_document}, {@code
 * config_revision}, {@code config_change}, {@code config_pin} and {@code config_state}. Every
 * number of a revision is drawn under the lock of {@code config_clock}, so numbers are committed in
 * their order, and a node's number never goes back.
 */
package io.muster.store.config;
