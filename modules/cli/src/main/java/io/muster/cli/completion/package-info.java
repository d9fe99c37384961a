/** {@code muster completion}: scripts for shells, generated from the commands themselves. */
package io.muster.cli.completion;
