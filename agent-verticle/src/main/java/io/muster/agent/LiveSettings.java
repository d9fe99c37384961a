package io.muster.agent;

import io.muster.agent.live.Own;
import io.muster.runtime.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings in use: the agent's own with the control plane's document over them. */
final class LiveSettings implements Own {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

  /** What can change while the agent runs. A dot at the end stands for all keys below. */
  static final Set<String> LIVE =
      Set.of(
          "node.name",
          "node.labels.",
          "node.groups",
          "heartbeat.interval",
          "catchUp.poll",
          "config.poll",
          "facts.refresh",
          "limits.parallel",
          "limits.queue",
          "ledger.spool",
          "ledger.remember",
          "ledger.retention",
          "shell.grace",
          "shell.drain",
          "files.cacheBytes",
          "files.keep",
          "files.keepBytes",
          "files.records",
          "files.diffBytes",
          "files.templateBytes",
          "stop.grace",
          "log.format",
          "log.level");

  private final Function<String, AgentConfig> load;
  private final List<Consumer<AgentConfig>> listeners = new CopyOnWriteArrayList<>();
  private volatile AgentConfig present;

  /** {@code load} layers a document over the agent's own settings; empty for none. */
  LiveSettings(Function<String, AgentConfig> load) {
    this.load = load;
    this.present = load.apply("");
  }

  AgentConfig present() {
    return present;
  }

  /** Told of each change, not of the present state. */
  void onChange(Consumer<AgentConfig> listener) {
    listeners.add(listener);
  }

  /**
   * Starts with the document of before, unless it does not fit any more: then the agent's own
   * settings hold.
   *
   * @return why it does not fit, or null
   */
  String begin(String document) {
    try {
      present = check(document);
      return null;
    } catch (IllegalArgumentException e) {
      LOG.warn("the kept configuration of this agent is not used: {}", e.getMessage());
      return e.getMessage();
    }
  }

  /** Throws {@link IllegalArgumentException} naming everything that is wrong. */
  AgentConfig check(String document) {
    AgentConfig wanted;
    try {
      wanted = load.apply(document);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage().replace("the document:1: ", ""), e);
    }
    List<String> fixed = new ArrayList<>();
    if (!document.isEmpty()) {
      collect(new JsonObject(document), "", fixed);
    }
    if (!fixed.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", fixed)
              + (fixed.size() == 1 ? " takes" : " take")
              + " effect only when an agent starts; set it in the agent's own file and restart it");
    }
    return wanted;
  }

  private static void collect(JsonObject section, String path, List<String> fixed) {
    for (Map.Entry<String, Object> one : section) {
      String key = path + one.getKey();
      if (one.getValue() instanceof JsonObject inner) {
        collect(inner, key + ".", fixed);
      } else if (!LIVE.contains(key) && !LIVE.contains(path)) {
        fixed.add(key);
      }
    }
  }

  @Override
  public void use(String document) {
    AgentConfig wanted = check(document);
    present = wanted;
    for (Consumer<AgentConfig> listener : listeners) {
      try {
        listener.accept(wanted);
      } catch (RuntimeException e) {
        LOG.error("a changed setting could not be applied", e);
      }
    }
  }
}
