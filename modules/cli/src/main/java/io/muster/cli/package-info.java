/**
 * The command line. {@link io.muster.cli.Main} builds only the commands that the arguments name, so
 * that a call starts fast; each group of commands has a package of its own. It speaks REST and
 * NDJSON to the control plane and needs neither protobuf nor Vert.x.
 */
package io.muster.cli;
