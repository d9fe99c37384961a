/**
 * PostgreSQL as a child of Muster: unpacked from a jar, run as an unprivileged user, durable unless
 * a test asks otherwise.
 */
package io.muster.local.postgres;
