/** {@code muster token …}: tokens with which machines join, and API tokens for programs. */
package io.muster.cli.token;
