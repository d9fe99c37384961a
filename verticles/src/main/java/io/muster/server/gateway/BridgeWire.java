package io.muster.server.gateway;

import io.vertx.core.Future;

/** What carries the frames of one connection of the bridge. */
interface BridgeWire {
  Face face();

  /** The type of the frames that carry messages: the two protocols differ in it. */
  String messageType();

  /** Writes a frame; completes when the operating system has it. */
  Future<Void> write(String frame);

  /** Reads nothing more from the client, or goes on. */
  void hold(boolean held);

  /** Answers a ping, where the protocol has an answer. */
  boolean pongs();

  /** Ends the connection after what was written, and in a moment even if that does not go out. */
  void close();
}
