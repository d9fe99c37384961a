package io.muster.local.standalone;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What {@code muster up} was asked for; what is empty is as it was, or as at a first start.
 *
 * @param launcher the script {@code muster}, which runs control-plane nodes and agents
 * @param data the data folder
 * @param port of the first control-plane node
 */
public record StandaloneOptions(
    Path launcher, Path data, OptionalInt port, OptionalInt nodes, OptionalInt agents) {
  /** The most control-plane nodes that one machine runs. */
  public static final int MAX_NODES = 9;

  /** The most agents that one machine runs. */
  public static final int MAX_AGENTS = 200;

  /** The port of the first control-plane node at the first start. */
  public static final int PORT = 8443;

  static final int NODES = 1;
  static final int AGENTS = 1;
}
