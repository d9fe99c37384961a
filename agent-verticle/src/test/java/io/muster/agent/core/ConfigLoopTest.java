package io.muster.agent.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Refusal;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Signed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfigLoopTest {
  private final Wire wire = new Wire();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger changes = new AtomicInteger();
  private final List<AskConfig> asked = new CopyOnWriteArrayList<>();
  private final Scripted configs = new Scripted();
  private final ConfigLoop loop = loop(Duration.ofSeconds(60));

  /** Takes any document of the component web. */
  private static final class Scripted implements Configs {
    volatile long revision;
    volatile boolean fresh;

    @Override
    public List<RunningConfig> running() {
      return List.of(RunningConfig.newBuilder().setComponent("web").setRevision(revision).build());
    }

    @Override
    public boolean take(NodeConfigs answer, boolean isFresh) {
      fresh = isFresh;
      long before = revision;
      answer.getConfigsList().forEach(config -> revision = config.getRevision());
      return revision != before;
    }
  }

  private ConfigLoop loop(Duration poll) {
    AgentOptions options =
        new AgentOptions("n1", "1", poll, poll, poll, 1, 1, Duration.ofSeconds(1));
    return new ConfigLoop(
        new AgentScope(
            new AtomicReference<>(options),
            null,
            null,
            new Workers(threads, timer),
            InstantSource.system(),
            configs::secrets),
        wire,
        (signed, kind) ->
            signed.getKeyId().equals("good") && signed.getKind().equals(kind) ? null : "forged",
        configs,
        changes::incrementAndGet);
  }

  @AfterEach
  void stop() {
    loop.stop();
    timer.shutdownNow();
    threads.shutdown();
  }

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "in vain: " + what);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void answer(Function<AskConfig, NodeResponse> answer) {
    wire.answers =
        request -> {
          try {
            AskConfig ask = NodeRequest.parseFrom(request).getConfig();
            asked.add(ask);
            return answer.apply(ask).toByteArray();
          } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
          }
        };
  }

  private static NodeConfigs configs(String node, long revision, ByteString nonce) {
    return NodeConfigs.newBuilder()
        .setNodeId(node)
        .setNonce(nonce)
        .addComponents("web")
        .addConfigs(NodeConfig.newBuilder().setComponent("web").setRevision(revision))
        .build();
  }

  private static NodeResponse response(NodeConfigs configs, String keyId) {
    return NodeResponse.newBuilder()
        .setConfigs(
            Signed.newBuilder().setKind("config").setKeyId(keyId).setBody(configs.toByteString()))
        .build();
  }

  @Test
  void asksUntilAnAnswerBringsNothingNewAndTellsOfChanges() {
    answer(ask -> response(configs("n1", 4, ask.getNonce()), "good"));
    loop.ask();
    await("asked twice", () -> asked.size() == 2);
    assertEquals(4, configs.revision);
    assertTrue(configs.fresh);
    assertEquals(1, changes.get());
    assertEquals(16, asked.getFirst().getNonce().size());
    assertFalse(asked.getFirst().getNonce().equals(asked.getLast().getNonce()));
    assertEquals(4, asked.getLast().getRunning(0).getRevision());
  }

  @Test
  void anAnswerWithoutANonceIsNotFresh() {
    answer(ask -> response(configs("n1", 4, ByteString.EMPTY), "good"));
    loop.ask();
    await("taken", () -> configs.revision == 4);
    assertFalse(configs.fresh);
  }

  @Test
  void forgedForeignAndOldAnswersAreDroppedAndItAsksAgain() {
    answer(
        ask ->
            switch (asked.size()) {
              case 1 -> response(configs("n1", 7, ask.getNonce()), "bad");
              case 2 -> response(configs("n2", 7, ask.getNonce()), "good");
              case 3 -> response(configs("n1", 7, ByteString.copyFromUtf8("old")), "good");
              default -> response(configs("n1", 5, ask.getNonce()), "good");
            });
    loop.ask();
    await("taken", () -> configs.revision != 0);
    assertEquals(5, configs.revision);
  }

  @Test
  void aRefusalIsHonouredAndAnOldControlPlaneIsLeftAlone() {
    long began = System.nanoTime();
    answer(
        ask ->
            asked.size() == 1
                ? NodeResponse.newBuilder()
                    .setRefusal(Refusal.newBuilder().setCode("BUSY").setRetryAfterMs(1500))
                    .build()
                : NodeResponse.getDefaultInstance());
    loop.ask();
    await("asked again", () -> asked.size() == 2);
    assertTrue(System.nanoTime() - began >= TimeUnit.MILLISECONDS.toNanos(1500));
    assertEquals(0, changes.get());
  }

  @Test
  void asksNowAndThen() {
    answer(ask -> response(configs("n1", 4, ask.getNonce()), "good"));
    ConfigLoop quick = loop(Duration.ofMillis(20));
    quick.start();
    await("many questions", () -> asked.size() > 5);
    quick.stop();
    assertEquals(1, changes.get());
  }
}
