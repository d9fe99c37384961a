package io.muster.protocol;

import io.muster.protocol.v1.CordonNodeRequest;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.GetVitalsRequest;
import io.muster.protocol.v1.ListNodesRequest;
import io.muster.protocol.v1.ListNodesResponse;
import io.muster.protocol.v1.Node;
import io.muster.protocol.v1.NodeVitals;
import io.muster.protocol.v1.NodesProto;
import io.muster.protocol.v1.RemoveNodeRequest;
import io.muster.protocol.v1.RemoveNodeResponse;
import io.muster.protocol.v1.SelectNodesRequest;
import io.muster.protocol.v1.SelectNodesResponse;
import io.muster.protocol.v1.UncordonNodeRequest;
import io.muster.protocol.v1.UpdateGroupsRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;

/** The typed handles of {@code muster.v1.Nodes}. */
public final class NodesApi {
  private NodesApi() {}

  public static final Rpc<ListNodesRequest, ListNodesResponse> LIST =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "List",
          ListNodesRequest.getDefaultInstance(),
          ListNodesResponse.getDefaultInstance());

  public static final Rpc<GetNodeRequest, Node> GET =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "Get",
          GetNodeRequest.getDefaultInstance(),
          Node.getDefaultInstance());

  public static final Rpc<SelectNodesRequest, SelectNodesResponse> SELECT =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "Select",
          SelectNodesRequest.getDefaultInstance(),
          SelectNodesResponse.getDefaultInstance());

  public static final Rpc<UpdateLabelsRequest, Node> UPDATE_LABELS =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "UpdateLabels",
          UpdateLabelsRequest.getDefaultInstance(),
          Node.getDefaultInstance());

  public static final Rpc<UpdateGroupsRequest, Node> UPDATE_GROUPS =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "UpdateGroups",
          UpdateGroupsRequest.getDefaultInstance(),
          Node.getDefaultInstance());

  public static final Rpc<CordonNodeRequest, Node> CORDON =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "Cordon",
          CordonNodeRequest.getDefaultInstance(),
          Node.getDefaultInstance());

  public static final Rpc<UncordonNodeRequest, Node> UNCORDON =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "Uncordon",
          UncordonNodeRequest.getDefaultInstance(),
          Node.getDefaultInstance());

  public static final Rpc<GetVitalsRequest, NodeVitals> VITALS =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "Vitals",
          GetVitalsRequest.getDefaultInstance(),
          NodeVitals.getDefaultInstance());

  public static final Rpc<RemoveNodeRequest, RemoveNodeResponse> REMOVE =
      Rpc.of(
          NodesProto.getDescriptor(),
          "Nodes",
          "Remove",
          RemoveNodeRequest.getDefaultInstance(),
          RemoveNodeResponse.getDefaultInstance());
}
