package io.muster.server.jobs;

import io.muster.protocol.v1.JobPlan;
import io.muster.store.job.NewJob.Pick;
import java.util.List;

/**
 * The nodes that a request would run on, frozen.
 *
 * @param cordoned picked by the target but left out
 * @param parallel how many work at the same time
 */
record Plan(List<Pick> nodes, List<String> cordoned, int parallel) {
  JobPlan toMessage() {
    JobPlan.Builder plan =
        JobPlan.newBuilder().addAllCordonedNodeIds(cordoned).setParallel(parallel);
    for (Pick pick : nodes) {
      plan.addNodeIds(pick.nodeId());
      if (!pick.online()) {
        plan.addOfflineNodeIds(pick.nodeId());
      }
    }
    return plan.build();
  }
}
