package io.muster.server.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.muster.protocol.v1.Node;
import io.muster.store.node.NodeRecord;
import java.time.Instant;

/** Nodes as messages of the contract. */
final class NodeMessages {
  private NodeMessages() {}

  static Node of(NodeRecord node) {
    Node.Builder message =
        Node.newBuilder()
            .setId(node.id())
            .setName(node.name())
            .putAllLabels(node.labels())
            .addAllGroups(node.groups())
            .setStatus(node.status())
            .setCordoned(node.cordoned())
            .setCordonReason(node.cordonReason())
            .setAgentVersion(node.agentVersion())
            .setEnrolledAt(time(node.enrolledAt()));
    node.lastSeen().ifPresent(at -> message.setLastSeenAt(time(at)));
    node.factsJson().ifPresent(json -> message.setFacts(facts(node.id(), json)));
    return message.build();
  }

  private static Struct facts(String id, String json) {
    Struct.Builder facts = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, facts);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("stored facts of node " + id + " cannot be read", e);
    }
    return facts.build();
  }

  private static Timestamp time(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
