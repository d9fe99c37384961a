/** NATS and JetStream, and the only place that speaks to them. */
package io.muster.link;
