/** {@code muster rollout} and {@code muster why}. */
package io.muster.cli.rollout;
