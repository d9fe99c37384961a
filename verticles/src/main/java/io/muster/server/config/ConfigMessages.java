package io.muster.server.config;

import io.muster.domain.config.Difference;
import io.muster.domain.config.Scope;
import io.muster.domain.selector.InvalidTarget;
import io.muster.protocol.v1.ConfigDocument;
import io.muster.protocol.v1.KeyChange;
import io.muster.protocol.v1.NodeConfigState;
import io.muster.runtime.Failure;
import io.muster.server.messages.TimeMessages;
import io.muster.store.config.Contents;
import io.muster.store.config.DocumentRow;
import io.muster.store.config.NodeState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Documents, differences and states as messages of the contract. */
final class ConfigMessages {
  private ConfigMessages() {}

  /** The scope that a request names; fails with {@code INVALID}. */
  static Scope scope(String nodeId, String target) {
    if (nodeId.isEmpty() == target.isBlank()) {
      throw Failure.invalid(
          nodeId.isEmpty()
              ? "whose configuration? give nodeId or target"
              : "nodeId is '" + nodeId + "' and target is '" + target + "'; give one of them");
    }
    try {
      return nodeId.isEmpty() ? Scope.target(target) : Scope.node(nodeId);
    } catch (InvalidTarget | IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  static ConfigDocument document(DocumentRow row) {
    ConfigDocument.Builder message = outline(row);
    if (!row.deleted()) {
      message.setDocumentJson(Contents.write(row.content()));
    }
    return message.build();
  }

  /** Without the content. */
  static ConfigDocument.Builder outline(DocumentRow row) {
    ConfigDocument.Builder message =
        ConfigDocument.newBuilder()
            .setComponent(row.component())
            .setPriority(row.priority())
            .setRevision(row.revision())
            .setAuthor(row.author())
            .setComment(row.comment())
            .setDeleted(row.deleted())
            .setChangeId(row.change());
    if (!row.at().equals(Instant.EPOCH)) {
      message.setAt(TimeMessages.timestamp(row.at()));
    }
    return row.scope().isNode()
        ? message.setNodeId(row.scope().text())
        : message.setTarget(row.scope().text());
  }

  static List<KeyChange> changes(Map<String, Object> before, Map<String, Object> after) {
    return Difference.between(before, after).stream().map(ConfigMessages::change).toList();
  }

  private static KeyChange change(Difference difference) {
    return KeyChange.newBuilder()
        .setKey(difference.key())
        .setBeforeJson(difference.before().map(Contents::write).orElse(""))
        .setAfterJson(difference.after().map(Contents::write).orElse(""))
        .build();
  }

  static NodeConfigState state(NodeState state, boolean online) {
    return NodeConfigState.newBuilder()
        .setNodeId(state.nodeId())
        .setComponent(state.component())
        .setRevision(state.wanted())
        .setRunning(state.running())
        .setRefused(state.refused())
        .setRefusedReason(state.refusedReason())
        .setState(word(state, online))
        .setSince(TimeMessages.timestamp(state.since()))
        .build();
  }

  private static String word(NodeState state, boolean online) {
    if (state.converged()) {
      return "converged";
    }
    return state.refuses() ? "refused" : online ? "pending" : "offline";
  }
}
