/**
 * {@code muster exec} and {@code muster job …}. A {@code Follower} reads a job's events and hands
 * them to a view: live lines and folded blocks for people, JSON or YAML for programs. What the
 * nodes print is kept in a {@code Spool}, whose memory is bounded.
 */
package io.muster.cli.job;
