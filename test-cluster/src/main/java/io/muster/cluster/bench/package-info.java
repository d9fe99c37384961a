/**
 * {@code muster bench}: the emulator as a process of its own, and what the control plane's work
 * costs against what does the same without it, measured in the same run: raw JetStream and
 * PostgreSQL, cp and scp, a plain job.
 */
package io.muster.cluster.bench;
