package io.muster.agent.core;

import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.RunningConfig;
import java.util.List;
import java.util.Set;

/** What the node runs of the configuration that the control plane keeps for it. */
public interface Configs {
  /** For an agent that takes no configuration and does not ask for it. */
  Configs NONE =
      new Configs() {
        @Override
        public List<RunningConfig> running() {
          return List.of();
        }

        @Override
        public boolean take(NodeConfigs answer, boolean fresh) {
          return false;
        }
      };

  /** Component by component, with what was refused. Asked before every beat: it must be cheap. */
  List<RunningConfig> running();

  /**
   * The values of secrets in what is run: never told to anybody. The same set as long as nothing
   * changes.
   */
  default Set<String> secrets() {
    return Set.of();
  }

  /**
   * Takes an answer of the control plane, whose signature is checked. What is wrong with it is in
   * {@link #running} afterwards. May block for the disk.
   *
   * @param fresh whether it answers the question that was just asked; an older one may be a copy
   *     that somebody sends again
   * @return whether {@link #running} changed
   */
  boolean take(NodeConfigs answer, boolean fresh);
}
