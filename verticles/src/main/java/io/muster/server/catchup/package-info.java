/**
 * Answers agents that ask what is open for them. Table: {@code task} through the job ledger.
 * Subject: {@code muster.catchup.*}, as the queue group {@code muster-catchup}. Loops: {@code
 * catchup}.
 */
package io.muster.server.catchup;
