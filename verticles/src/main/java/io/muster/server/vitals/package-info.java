/**
 * Looks after what the control plane stands on, and measures it. Tables: reads {@code job}. Addresses: none. Loops:
 * {@code streams}, {@code gauges}.
 */
package io.muster.server.vitals;
