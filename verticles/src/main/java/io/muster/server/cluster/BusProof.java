package io.muster.server.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the event bus to each member before this node serves anything. A node whose bus
 * certificate is wrong still joins Hazelcast, and would swallow every request that is sent to it;
 * it never gets past this.
 */
public final class BusProof {
  private static final Logger LOG = LoggerFactory.getLogger(BusProof.class);
  private static final String ADDRESS = "muster.proof.";
  private static final long ANSWER_MS = 2_000;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Vertx vertx;
  private final ClusterManager manager;

  public BusProof(Vertx vertx, ClusterManager manager) {
    this.vertx = vertx;
    this.manager = manager;
  }

  /**
   * Completes when every present member has answered; fails with the silent ones after {@code
   * limit}.
   */
  public Future<Void> run(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    return vertx
        .eventBus()
        .consumer(ADDRESS + manager.getNodeId(), message -> message.reply("ok"))
        .completion()
        .compose(ready -> attempt(end));
  }

  private Future<Void> attempt(long end) {
    List<String> silent = new ArrayList<>();
    List<Future<?>> asked = new ArrayList<>();
    for (String member : manager.getNodes()) {
      asked.add(
          vertx
              .eventBus()
              .request(ADDRESS + member, "", new DeliveryOptions().setSendTimeout(ANSWER_MS))
              .onFailure(error -> note(silent, member)));
    }
    return Future.join(asked)
        .<Void>mapEmpty()
        .recover(
            error -> {
              if (System.nanoTime() > end) {
                return Future.failedFuture(
                    "the event bus does not reach the members "
                        + silent
                        + "; they must hold certificates of the same bus CA, and their bus ports must be reachable");
              }
              LOG.info("waiting for the event bus of {}", silent);
              return vertx
                  .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                  .compose(rested -> attempt(end));
            });
  }

  private static void note(List<String> silent, String member) {
    synchronized (silent) {
      silent.add(member);
    }
  }
}
