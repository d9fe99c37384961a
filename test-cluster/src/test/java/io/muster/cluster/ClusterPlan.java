package io.muster.cluster;

import java.util.HashMap;
import java.util.Map;

/** What the cluster consists of. */
public final class ClusterPlan {
  int servers = 3;
  int agents = 3;
  int emulated;
  boolean hot;
  final Map<String, Object> serverKeys = new HashMap<>();
  final Map<String, Object> agentKeys = new HashMap<>();

  ClusterPlan() {}

  public ClusterPlan servers(int count) {
    servers = count;
    return this;
  }

  public ClusterPlan agents(int count) {
    agents = count;
    return this;
  }

  /** Agents inside the test's own JVM, whose commands are pretended; their ids begin so. */
  public ClusterPlan emulated(int count) {
    emulated = count;
    return this;
  }

  /** The control-plane nodes carry much, so their JVMs compile to the end. */
  public ClusterPlan hotServers() {
    hot = true;
    return this;
  }

  /** A setting of every control-plane node, such as {@code "tasks.resend", "1s"}. */
  public ClusterPlan server(String key, Object value) {
    serverKeys.put(key, value);
    return this;
  }

  /** A setting of every agent. */
  public ClusterPlan agent(String key, Object value) {
    agentKeys.put(key, value);
    return this;
  }

  public TestCluster build() {
    return new TestCluster(this);
  }
}
