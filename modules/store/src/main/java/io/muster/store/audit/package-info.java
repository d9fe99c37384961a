/**
 * The audit trail: appended by one writer at a time, many facts in one transaction; read, and
 * dropped by age.
 */
package io.muster.store.audit;
