package io.muster.agent.live;

import io.muster.agent.core.Configs;
import io.muster.agent.core.Redaction;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.trust.SecretFiles;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of this node's components. An accepted one is on disk before it is used, so that
 * the next start goes on with it before the control plane is heard. Revisions of a component only
 * grow, whoever signed an older one; a component is taken back only by a fresh answer.
 */
public final class NodeConfigStore implements Configs {
  /** The component whose document comes over the agent's own settings. */
  public static final String AGENT = "agent";

  private static final Logger LOG = LoggerFactory.getLogger(NodeConfigStore.class);
  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final String STATE = ".state.json";
  private static final String DOCUMENT = ".json";

  private final Path folder;
  private volatile Map<String, Entry> entries = Map.of();
  private volatile Set<String> secrets = Set.of();
  private volatile long answers;
  private Own own;

  private NodeConfigStore(Path folder) {
    this.folder = folder;
  }

  /** Reads what was accepted before. What cannot be understood counts as nothing, and is told. */
  public static NodeConfigStore open(Path folder) {
    NodeConfigStore store = new NodeConfigStore(folder);
    try {
      JsonObject json = new JsonObject(Files.readString(folder.resolve(STATE)));
      Map<String, Entry> found = new TreeMap<>();
      json.forEach(one -> found.put(one.getKey(), Entry.of((JsonObject) one.getValue())));
      store.use(found);
      store.writeDocuments();
    } catch (NoSuchFileException e) {
      // There was none yet.
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "the configuration in {} cannot be used, the control plane is asked anew: {}",
          folder,
          e.toString());
    }
    return store;
  }

  /** The agent's own document of before, or empty. */
  public String ownDocument() {
    return entries.getOrDefault(AGENT, Entry.NONE).document();
  }

  /**
   * From now on the agent's own documents go there.
   *
   * @param objection why the one of before is not in use, or null when it is
   */
  public synchronized void serve(Own agent, String objection) {
    own = agent;
    Entry now = entries.get(AGENT);
    if (objection != null && now != null) {
      String safe = Redaction.of(objection, now.secrets());
      Map<String, Entry> changed = new HashMap<>(entries);
      changed.put(AGENT, new Entry(now.floor(), 0, "", now.secrets(), now.revision(), safe));
      use(changed);
    }
  }

  @Override
  public List<RunningConfig> running() {
    List<RunningConfig> running = new ArrayList<>();
    new TreeMap<>(entries)
        .forEach(
            (component, entry) -> {
              if (!entry.isGone()) {
                running.add(entry.message(component));
              }
            });
    return running;
  }

  @Override
  public Set<String> secrets() {
    return secrets;
  }

  /** Before an entry is used, so that nothing of it is told meanwhile. */
  private void use(Map<String, Entry> fresh) {
    Set<String> values = new HashSet<>();
    fresh.values().forEach(entry -> values.addAll(entry.secrets()));
    if (!values.equals(secrets)) {
      secrets = Set.copyOf(values);
    }
    entries = Map.copyOf(fresh);
  }

  /** The documents that are run, by component. */
  public Map<String, String> documents() {
    Map<String, String> documents = new HashMap<>();
    entries.forEach(
        (component, entry) -> {
          if (!entry.document().isEmpty()) {
            documents.put(component, entry.document());
          }
        });
    return documents;
  }

  @Override
  public synchronized boolean take(NodeConfigs answer, boolean fresh) {
    List<RunningConfig> before = running();
    answer.getConfigsList().forEach(this::take);
    if (fresh) {
      for (Map.Entry<String, Entry> one : entries.entrySet()) {
        if (!one.getValue().isGone() && !answer.getComponentsList().contains(one.getKey())) {
          replace(one.getKey(), one.getValue().removed());
          LOG.info("component {} has no configuration of the control plane any more", one.getKey());
        }
      }
      answers = answers + 1;
    }
    return !before.equals(running());
  }

  /** How many fresh answers were taken so far. */
  public long answers() {
    return answers;
  }

  private void take(NodeConfig config) {
    String component = config.getComponent();
    if (!COMPONENT.matcher(component).matches()) {
      LOG.warn("configuration for '{}' was dropped: that is no name of a component", component);
      return;
    }
    Entry now = entries.getOrDefault(component, Entry.NONE);
    long revision = config.getRevision();
    if (revision == now.revision() || revision == now.refused()) {
      return;
    }
    if (revision < now.floor() || revision < 1) {
      LOG.warn(
          "revision {} of {} was dropped: {} was heard already", revision, component, now.floor());
      return;
    }
    try {
      String document = new JsonObject(config.getDocumentJson()).encode();
      replace(component, now.running(revision, document, config.getSecretsList()));
      LOG.info("component {} runs revision {} now", component, revision);
    } catch (DecodeException e) {
      refuse(component, now, revision, "the document is not a JSON object");
    } catch (IllegalArgumentException e) {
      refuse(component, now, revision, Redaction.of(e.getMessage(), config.getSecretsList()));
    }
  }

  private void refuse(String component, Entry now, long revision, String reason) {
    Map<String, Entry> changed = new HashMap<>(entries);
    changed.put(component, now.refusing(revision, reason));
    use(changed);
    LOG.warn(
        "revision {} of {} is refused, {} stays: {}",
        revision,
        component,
        now.revision() == 0 ? "what was before" : "revision " + now.revision(),
        reason);
  }

  /** The agent's own is tried first: what it refuses is not written. */
  private void replace(String component, Entry fresh) {
    if (component.equals(AGENT)) {
      own.use(fresh.document());
    }
    Map<String, Entry> changed = new TreeMap<>(entries);
    changed.put(component, fresh);
    try {
      SecretFiles.folder(folder);
      JsonObject state = new JsonObject();
      changed.forEach((name, entry) -> state.put(name, entry.json()));
      SecretFiles.write(folder.resolve(STATE), state.encodePrettily());
      use(changed);
      writeDocuments();
    } catch (IOException e) {
      if (component.equals(AGENT)) {
        own.use(ownDocument());
      }
      throw new UncheckedIOException(
          "configuration cannot be written to " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Makes the folder's documents equal to the state. */
  private void writeDocuments() throws IOException {
    Map<String, String> documents = documents();
    for (Map.Entry<String, String> one : documents.entrySet()) {
      Path file = folder.resolve(one.getKey() + DOCUMENT);
      String text = new JsonObject(one.getValue()).encodePrettily() + "\n";
      if (!Files.exists(file) || !Files.readString(file).equals(text)) {
        SecretFiles.write(file, text);
      }
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*" + DOCUMENT)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!documents.containsKey(name.substring(0, name.length() - DOCUMENT.length()))) {
          Files.delete(file);
        }
      }
    }
  }
}
