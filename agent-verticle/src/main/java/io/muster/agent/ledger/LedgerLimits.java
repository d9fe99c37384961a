package io.muster.agent.ledger;

import java.time.Duration;

/**
 * Bounds of a ledger.
 *
 * @param spoolBytes all that it may take on disk; above it the oldest output is dropped
 * @param segmentBytes of one file
 * @param remember how many ended attempts at most
 * @param retention how long an ended attempt is remembered after its envelope has expired
 */
public record LedgerLimits(long spoolBytes, long segmentBytes, int remember, Duration retention) {}
