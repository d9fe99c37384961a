package io.muster.agent;

import io.muster.agent.core.AgentCore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * One agent, deployed.
 *
 * <p>Owns: nothing shared; the agent's ledger on its own disk. Hears: the task and ctl subjects of
 * its node. Says: replies, beats and catch-up questions. Crash: what ran is reported as unknown at
 * the next start and its processes are ended; everything else is in the ledger.
 */
public final class AgentVerticle extends VerticleBase {
  private final AgentCore core;

  public AgentVerticle(AgentCore core) {
    this.core = core;
  }

  @Override
  public Future<?> start() {
    core.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return Future.fromCompletionStage(core.stop(), context);
  }
}
