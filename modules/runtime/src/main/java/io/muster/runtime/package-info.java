/**
 * What every verticle stands on: typed calls and streams on the bus, loops, failures,
 * configuration.
 */
package io.muster.runtime;
