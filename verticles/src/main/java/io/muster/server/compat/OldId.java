package io.muster.server.compat;

/**
 * The id of an old task: that of its job, and where the job has several nodes, a dot and the
 * node's. Neither has a dot of its own.
 *
 * @param nodeId empty when it is not said
 */
record OldId(String jobId, String nodeId) {
  static OldId parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new OldId(text, "")
        : new OldId(text.substring(0, dot), text.substring(dot + 1));
  }
}
