/**
 * Ledgers on PostgreSQL, and the only place that speaks SQL. A ledger's change is one transaction:
 * lock, decide (in {@code domain}), save, history and outgoing messages together.
 */
package io.muster.store;
