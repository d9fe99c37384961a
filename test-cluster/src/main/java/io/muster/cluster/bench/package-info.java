/**
 * {@code muster bench}: the emulator as a process of its own, and what the control plane's work
 * costs against the raw floor of JetStream and PostgreSQL, measured in the same run.
 */
package io.muster.cluster.bench;
