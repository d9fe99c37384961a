/**
 * Where the control plane is and how to prove who asks: flags, then environment, then {@code
 * ~/.config/muster/config.yaml}, then the standalone of this directory.
 */
package io.muster.cli.context;
