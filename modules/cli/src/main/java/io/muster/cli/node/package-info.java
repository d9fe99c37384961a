/** {@code muster node …}: the machines of the fleet. */
package io.muster.cli.node;
