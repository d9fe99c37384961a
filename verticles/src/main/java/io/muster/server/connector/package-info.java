/**
 * Replies of agents into PostgreSQL. Tables: {@code job}, {@code task}, {@code job_event} through
 * the job ledger. Addresses: none; it fetches from the JetStream stream of replies. Loops: {@code
 * connector-N}.
 */
package io.muster.server.connector;
