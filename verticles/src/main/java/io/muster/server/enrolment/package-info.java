/**
 * How machines become nodes and keep their identity. Tables: {@code join_token}, the rows of {@code
 * node} at their birth, {@code revocation}. Addresses: the services Enrolment and JoinTokens.
 * Subject: {@code muster.catchup.*} (renewals), as the queue group {@code muster-renew}. Loops:
 * {@code revocations}.
 */
package io.muster.server.enrolment;
