/**
 * The audit trail as a chain of hashes: what a row says, how it is hashed, how a broken one is
 * told.
 */
package io.muster.domain.audit;
