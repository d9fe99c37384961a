package io.muster.agent.resource;

import io.muster.agent.blob.Blobs;
import io.muster.protocol.agent.v1.Profile;
import java.nio.file.Path;
import java.util.Map;

/** What an agent gives its resources. */
public interface Host {
  /** A setting by its key in {@code agent.reference.yaml}, as it is now. */
  String setting(String key);

  /** A folder in the agent's data folder that is the resource's alone; it need not exist yet. */
  Path folder(String name);

  /** Content by its hash. */
  Blobs blobs();

  /** What the node says of itself. */
  Profile profile();

  /** The configuration documents that the control plane keeps for this node: JSON by component. */
  Map<String, String> configs();
}
