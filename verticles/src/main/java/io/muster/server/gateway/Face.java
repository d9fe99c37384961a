package io.muster.server.gateway;

import java.util.Locale;

/** The ways in which a method is called; a metric tag. */
enum Face {
  REST,
  SSE,
  NDJSON,
  WEBSOCKET,
  GRPC,
  SOCKJS,
  TCP;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
