/**
 * The outbox. Table: {@code task} through the job ledger, {@code lease}. Addresses: {@code
 * Dispatch/Deliver}, the doorbells of nodes that came online and of revoked ones. Loops: {@code
 * dispatch-sweep}, under a lease, and {@code dispatch-cancels} with it.
 */
package io.muster.server.dispatch;
