/** {@code muster file}: what nodes are to have as files, its upload, and its way back. */
package io.muster.cli.file;
