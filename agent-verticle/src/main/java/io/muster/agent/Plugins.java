package io.muster.agent;

import io.muster.agent.blob.Blobs;
import io.muster.agent.executor.Executor;
import io.muster.agent.live.ConfigResource;
import io.muster.agent.live.NodeConfigStore;
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
      LiveSettings settings, Blobs blobs, Supplier<Profile> says, NodeConfigStore store)
      implements Host {
    @Override
    public String setting(String key) {
      String value = settings.present().settings().get(key);
      if (value == null) {
        throw new IllegalArgumentException("no setting " + key + " for plug-ins");
      }
      return value;
    }

    @Override
    public Path folder(String name) {
      return settings.present().data().resolve(name);
    }

    @Override
    public Profile profile() {
      return says.get();
    }

    @Override
    public Map<String, String> configs() {
      return store.documents();
    }
  }

  /** {@code ask} asks the control plane for configuration. */
  static List<Executor> load(AgentHost host, Runnable ask) {
    LiveSettings settings = host.settings();
    List<Executor> found = new ArrayList<>();
    for (Executor executor : ServiceLoader.load(Executor.class)) {
      executor.configure(settings.present().settings()::get);
      settings.onChange(changed -> executor.reconfigure(changed.settings()::get));
      found.add(executor);
    }
    Executor shell =
        found.stream()
            .filter(executor -> executor.kind() == Task.WorkCase.SHELL)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no executor of commands in the jar"));
    List<Resource> resources = new ArrayList<>();
    ServiceLoader.load(Resource.class).forEach(resources::add);
    resources.add(new ConfigResource(host.store(), ask));
    for (Resource resource : resources) {
      resource.configure(host);
      found.add(new ResourceExecutor(resource, shell));
    }
    found.add(new UndoExecutor(resources, shell));
    return found;
  }
}
