package io.muster.cli.training;

/** The answers: small, of the control plane's form. */
final class Script {
  private static final String NODE =
      """
      {"id":"n1","name":"n1","status":"online","lastSeenAt":"2026-01-01T00:00:00Z",\
      "agentVersion":"1","groups":["frontend"],"labels":{"role":"web"},"facts":{"os":"linux"}}""";
  private static final String JOB =
      """
      {"id":"j1","name":"job","state":"running","target":"true","total":1,"lastEvent":"0",\
      "createdAt":"2026-01-01T00:00:00Z","createdBy":"admin"}""";
  private static final String EVENTS =
      """
      {"seq":"1","nodeId":"n1","attempt":1,"taskState":"running",\
      "output":[{"stream":"stdout","text":"a line\\n"}]}
      {"seq":"2","nodeId":"n1","attempt":1,"taskState":"succeeded",\
      "task":{"id":"t1","jobId":"j1","nodeId":"n1","attempt":1,"state":"succeeded","exitCode":0}}
      {"seq":"3","job":{"id":"j1","state":"succeeded","total":1}}
      """;

  private Script() {}

  static String of(String path) {
    if (path.contains("/events")) {
      return EVENTS;
    }
    if (path.startsWith("/api/v1/nodes?") || path.equals("/api/v1/nodes")) {
      return "{\"nodes\":[" + NODE + "],\"nextPageToken\":\"\"}";
    }
    if (path.startsWith("/api/v1/nodes/")) {
      return NODE;
    }
    return path.startsWith("/api/v1/jobs?") ? "{\"jobs\":[" + JOB + "]}" : JOB;
  }
}
