package io.muster.server.catchup;

/** One agent's question. {@code replyTo} lies below the agent's own inbox. */
record Question(String nodeId, String cursor, String replyTo) {}
