package io.muster.agent.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.agent.resource.Change;
import io.muster.agent.resource.Work;
import io.muster.protocol.agent.v1.ConfigRevision;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigStoreTest {
  @TempDir Path data;
  private final List<String> used = new ArrayList<>();
  private Path folder;
  private NodeConfigStore store;

  @BeforeEach
  void start() {
    folder = data.resolve("config");
    store = open();
  }

  private NodeConfigStore open() {
    NodeConfigStore opened = NodeConfigStore.open(folder);
    opened.serve(
        document -> {
          if (document.contains("bad")) {
            throw new IllegalArgumentException("bad is no key");
          }
          used.add(document);
        },
        null);
    return opened;
  }

  private static NodeConfig config(String component, long revision, String document) {
    return NodeConfig.newBuilder()
        .setComponent(component)
        .setRevision(revision)
        .setDocumentJson(document)
        .build();
  }

  private boolean take(boolean fresh, List<String> components, NodeConfig... configs) {
    return store.take(
        NodeConfigs.newBuilder()
            .addAllConfigs(List.of(configs))
            .addAllComponents(components)
            .build(),
        fresh);
  }

  private boolean take(NodeConfig... configs) {
    List<String> components = new ArrayList<>(store.documents().keySet());
    for (NodeConfig config : configs) {
      components.add(config.getComponent());
    }
    return take(true, components, configs);
  }

  private RunningConfig running(String component) {
    return store.running().stream()
        .filter(one -> one.getComponent().equals(component))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void secretsAreKnownAfterARestartAndInNoReason() throws IOException {
    assertTrue(
        take(
            config("app", 3, "{\"p\":\"hunter2-hunter2\"}").toBuilder()
                .addSecrets("hunter2-hunter2")
                .build()));
    assertEquals(Set.of("hunter2-hunter2"), store.secrets());
    for (String file : List.of("app.json", ".state.json")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))));
    }
    store = open();
    assertEquals(Set.of("hunter2-hunter2"), store.secrets());
    NodeConfigStore refusing = NodeConfigStore.open(folder);
    refusing.serve(
        document -> {
          if (!document.isEmpty()) {
            throw new IllegalArgumentException("log.level is 'other-secret' but must be one");
          }
        },
        null);
    store = refusing;
    take(config("agent", 4, "{}").toBuilder().addSecrets("other-secret").build());
    assertEquals("log.level is '***' but must be one", running("agent").getRefusedReason());
    take(config("app", 5, "{}"));
    assertEquals(Set.of(), store.secrets());
  }

  /** As a rollback wants it, when there was nothing before. */
  @Test
  @Timeout(60)
  void nothingIsReachedOnceTheControlPlaneWasAskedTwice() {
    take(config("app", 5, "{}"));
    AtomicInteger asked = new AtomicInteger();
    ConfigResource resource =
        new ConfigResource(
            store,
            () -> {
              if (asked.incrementAndGet() == 1) {
                take(true, List.of("app")); // to a question from before
              } else {
                take(true, List.of());
              }
            });
    Task task =
        Task.newBuilder()
            .setTimeoutMs(30_000)
            .setConfig(
                ConfigRevision.newBuilder().setComponent("app").setRevision(9).setOrNone(true))
            .build();
    try (Change change = resource.observe(task, new Work(task, new Silent(), null))) {
      assertTrue(change.needed());
      assertEquals("app: has no configuration any more", change.apply());
    }
    assertTrue(asked.get() >= 2, "asked " + asked);
  }

  /** Nobody ends it. */
  private static final class Silent implements Run {
    @Override
    public String nodeId() {
      return "n";
    }

    @Override
    public void started(long pid, String trace) {}

    @Override
    public void output(Stream stream, ByteString data) {}

    @Override
    public CompletionStage<Stop> stop() {
      return new CompletableFuture<>();
    }
  }

  @Test
  void documentsAreKeptForCommandsAndSurviveARestart() throws IOException {
    assertTrue(take(config("nginx", 3, "{\"workers\":4}"), config("agent", 2, "{\"a\":1}")));
    assertEquals(List.of("{\"a\":1}"), used);
    assertEquals("{\n  \"workers\" : 4\n}\n", Files.readString(folder.resolve("nginx.json")));
    store = open();
    assertEquals(3, running("nginx").getRevision());
    assertEquals("{\"a\":1}", store.ownDocument());
    assertEquals(Map.of("nginx", "{\"workers\":4}", "agent", "{\"a\":1}"), store.documents());
    assertFalse(take(config("nginx", 3, "{\"workers\":4}")));
  }

  @Test
  void whatTheAgentRefusesIsToldAndTheOldStays() {
    take(config("agent", 2, "{\"a\":1}"));
    assertTrue(take(config("agent", 3, "{\"bad\":1}")));
    RunningConfig running = running("agent");
    assertEquals(2, running.getRevision());
    assertEquals(3, running.getRefusedRevision());
    assertEquals("bad is no key", running.getRefusedReason());
    assertEquals("{\"a\":1}", store.ownDocument());
    assertFalse(take(config("agent", 3, "{\"bad\":1}")));
    assertTrue(take(config("agent", 4, "{\"a\":2}")));
    assertEquals(0, running("agent").getRefusedRevision());
  }

  @Test
  void anOlderRevisionIsNeverTakenNorAfterARemoval() {
    take(config("nginx", 5, "{}"));
    assertFalse(take(config("nginx", 4, "{\"old\":1}")));
    assertEquals(5, running("nginx").getRevision());
    assertTrue(take(true, List.of()));
    assertEquals(List.of(), store.running());
    assertFalse(take(config("nginx", 4, "{\"old\":1}")));
    store = open();
    assertFalse(take(config("nginx", 4, "{\"old\":1}")));
    assertTrue(take(config("nginx", 6, "{\"new\":1}")));
  }

  @Test
  void onlyAFreshAnswerTakesBack() throws IOException {
    take(config("nginx", 5, "{}"), config("agent", 1, "{\"a\":1}"));
    assertFalse(take(false, List.of()));
    assertTrue(Files.exists(folder.resolve("nginx.json")));
    assertTrue(take(true, List.of()));
    assertFalse(Files.exists(folder.resolve("nginx.json")));
    assertEquals("", used.getLast());
  }

  @Test
  void whatIsNoObjectOrNoComponentIsRefused() throws IOException {
    assertTrue(take(config("nginx", 1, "[1]")));
    assertEquals("the document is not a JSON object", running("nginx").getRefusedReason());
    assertFalse(take(true, List.of("nginx"), config("../nginx", 1, "{}")));
    assertFalse(take(true, List.of("nginx"), config(".state", 1, "{}")));
    try (var all = Files.list(data)) {
      assertTrue(all.noneMatch(path -> path.toString().contains("nginx")));
    }
  }

  @Test
  void aDiskThatCannotBeWrittenChangesNothing() throws IOException {
    take(config("agent", 1, "{\"a\":1}"));
    Files.delete(folder.resolve("agent.json"));
    Files.delete(folder.resolve(".state.json"));
    Files.delete(folder);
    Files.createFile(folder);
    assertThrows(UncheckedIOException.class, () -> take(config("agent", 2, "{\"a\":2}")));
    assertEquals(1, running("agent").getRevision());
    assertEquals("{\"a\":1}", used.getLast());
    Files.delete(folder);
    assertTrue(take(config("agent", 2, "{\"a\":2}")));
  }

  @Test
  void aDamagedStateCountsAsNothing() throws IOException {
    take(config("nginx", 5, "{}"));
    Files.writeString(folder.resolve(".state.json"), "{");
    store = open();
    assertEquals(List.of(), store.running());
    assertTrue(take(config("nginx", 5, "{}")));
  }
}
