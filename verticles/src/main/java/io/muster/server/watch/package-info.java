/**
 * Events of jobs as they come. Tables: reads {@code job}, {@code task} and {@code job_event}.
 * Addresses: {@code muster.v1.Jobs/Watch}, the doorbell of jobs. Loops: one for each watcher.
 */
package io.muster.server.watch;
