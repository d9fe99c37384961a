package io.muster.cli;

/** Lines of a job's event stream. */
final class Events {
  static final String JOB =
      "{\"id\":\"j1\",\"state\":\"running\",\"total\":%d,\"lastEvent\":\"0\"}";

  private Events() {}

  static String job(int total) {
    return JOB.formatted(total);
  }

  static String output(int seq, String node, String stream, String text) {
    return "{\"seq\":\"%d\",\"nodeId\":\"%s\",\"attempt\":1,\"taskState\":\"running\",\"output\":[{\"stream\":\"%s\",\"text\":\"%s\"}]}"
        .formatted(seq, node, stream, text);
  }

  static String end(int seq, String node, String state, int exit) {
    return "{\"seq\":\"%d\",\"nodeId\":\"%s\",\"attempt\":1,\"taskState\":\"%s\",\"task\":{\"id\":\"t-%s\",\"jobId\":\"j1\",\"nodeId\":\"%s\",\"attempt\":1,\"state\":\"%s\",\"exitCode\":%d}}"
        .formatted(seq, node, state, node, node, state, exit);
  }

  static String over(int seq, String state, int total) {
    return "{\"seq\":\"%d\",\"job\":{\"id\":\"j1\",\"state\":\"%s\",\"total\":%d}}"
        .formatted(seq, state, total);
  }
}
