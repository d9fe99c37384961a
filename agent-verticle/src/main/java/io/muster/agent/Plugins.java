package io.muster.agent;

import io.muster.agent.blob.Blobs;
import io.muster.agent.executor.Executor;
import io.muster.agent.resource.Host;
import io.muster.agent.resource.Resource;
import io.muster.agent.resource.ResourceExecutor;
import io.muster.agent.resource.UndoExecutor;
import io.muster.protocol.agent.v1.Profile;
import io.muster.protocol.agent.v1.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** The executors and resources on the class path, ready for work. */
final class Plugins {
  private Plugins() {}

  /** What resources get of this agent. */
  record AgentHost(
      AgentConfig config, Blobs blobs, Supplier<Profile> says, Supplier<Map<String, String>> kept)
      implements Host {
    @Override
    public String setting(String key) {
      String value = config.settings().get(key);
      if (value == null) {
        throw new IllegalArgumentException("no setting " + key + " for plug-ins");
      }
      return value;
    }

    @Override
    public Path folder(String name) {
      return config.data().resolve(name);
    }

    @Override
    public Profile profile() {
      return says.get();
    }

    @Override
    public Map<String, String> configs() {
      return kept.get();
    }
  }

  static List<Executor> load(Host host, AgentConfig config) {
    List<Executor> found = new ArrayList<>();
    for (Executor executor : ServiceLoader.load(Executor.class)) {
      executor.configure(config.settings()::get);
      found.add(executor);
    }
    Executor shell =
        found.stream()
            .filter(executor -> executor.kind() == Task.WorkCase.SHELL)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no executor of commands in the jar"));
    List<Resource> resources = new ArrayList<>();
    for (Resource resource : ServiceLoader.load(Resource.class)) {
      resource.configure(host);
      resources.add(resource);
      found.add(new ResourceExecutor(resource, shell));
    }
    found.add(new UndoExecutor(resources, shell));
    return found;
  }
}
