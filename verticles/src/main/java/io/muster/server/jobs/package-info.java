/**
 * Jobs as people see them. Tables: {@code job}, {@code task}, {@code job_event}, {@code
 * request_key}. Addresses: the service {@code muster.v1.Jobs} but for {@code Watch}. Loops: none.
 */
package io.muster.server.jobs;
