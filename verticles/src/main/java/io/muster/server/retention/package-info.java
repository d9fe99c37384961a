/**
 * Drops history by age. Tables: the partitions of {@code job}, {@code task} and {@code job_event},
 * {@code request_key}, {@code event}, {@code rollout} with what belongs to it. Addresses: none.
 * Loops: {@code retention}, under a lease.
 */
package io.muster.server.retention;
