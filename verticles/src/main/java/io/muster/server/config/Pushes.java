package io.muster.server.config;

import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.FetchConfig;
import io.muster.protocol.agent.v1.Signed;
import io.muster.trust.BatchSigner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents that there is something new, so many in a second at most, each once however often it
 * is asked for meanwhile. A lost word costs the time until the agent asks by itself.
 */
final class Pushes {
  private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);

  private final Link link;
  private final BatchSigner signer;
  private final int most;
  private final Set<String> waiting = new LinkedHashSet<>();

  /**
   * Makes an empty queue.
   *
   * @param most in one round
   */
  Pushes(Link link, BatchSigner signer, int most) {
    this.link = link;
    this.signer = signer;
    this.most = most;
  }

  synchronized void add(Collection<String> nodes) {
    waiting.addAll(nodes);
  }

  private synchronized List<String> take() {
    List<String> taken = new ArrayList<>();
    Iterator<String> nodes = waiting.iterator();
    while (taken.size() < most && nodes.hasNext()) {
      taken.add(nodes.next());
      nodes.remove();
    }
    return taken;
  }

  /** Sends one round; one signature for all of it. */
  boolean round() {
    List<String> nodes = take();
    if (nodes.isEmpty()) {
      return false;
    }
    List<Signed> orders = signer.sign("ctl", nodes.stream().map(Pushes::order).toList());
    try {
      for (int i = 0; i < nodes.size(); i++) {
        link.publish(Subjects.ctl(nodes.get(i)), orders.get(i).toByteArray());
      }
    } catch (LinkException e) {
      LOG.debug("agents could not be told of new configuration; they ask by themselves", e);
    }
    return false;
  }

  private static byte[] order(String node) {
    return Ctl.newBuilder()
        .setNodeId(node)
        .setFetchConfig(FetchConfig.getDefaultInstance())
        .build()
        .toByteArray();
  }
}
