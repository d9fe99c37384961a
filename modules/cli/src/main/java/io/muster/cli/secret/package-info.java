/** {@code muster secret}. */
package io.muster.cli.secret;
