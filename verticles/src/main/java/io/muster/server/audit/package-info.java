/**
 * The audit trail. Tables: {@code audit} and {@code audit_head}. Addresses: {@code
 * muster.v1.Audit}, {@code muster.internal.v1.AuditTrail}. Loops: {@code audit-publish} and {@code
 * audit-retention}, each under a lease.
 */
package io.muster.server.audit;
