package io.muster.agent;

import io.muster.agent.identity.Identity;
import io.muster.agent.identity.IdentityFolder;
import io.muster.link.JetStreams;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.StreamSettings;
import io.muster.link.identity.Bootstrap;
import io.muster.link.identity.NatsAuthority.UserJwt;
import io.muster.link.identity.NatsServerConf;
import io.muster.link.identity.NodeKey;
import io.muster.local.nats.NatsProgram;
import io.muster.local.nats.NatsServer;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.CatchUpPage;
import io.muster.protocol.agent.v1.Credentials;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Task;
import io.muster.trust.SigningKey;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real nats-server with TLS and JWTs, a scripted control plane, and an agent as a process. */
abstract class AgentOnNats {
  @TempDir Path folder;
  final List<Beat> beats = new CopyOnWriteArrayList<>();
  final Map<String, Finished> ends = new ConcurrentHashMap<>();
  final Map<String, Integer> counts = new ConcurrentHashMap<>();
  final AtomicLong bytes = new AtomicLong();
  final AtomicInteger renewals = new AtomicInteger();
  final NodeKey key = NodeKey.create();
  volatile NodeConfigs configs = NodeConfigs.newBuilder().setNodeId("n1").build();
  Bootstrap trust;
  SigningKey signer;
  NatsServer nats;
  NatsLink link;
  Process agent;
  Duration life = Duration.ofHours(1);
  int port;

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    trust =
        Bootstrap.ensure(
            folder.resolve("trust"),
            Set.of("localhost", "127.0.0.1"),
            Set.of("localhost", "127.0.0.1"),
            Instant.now());
    signer = trust.folder().signingKey();
    NatsProgram program = NatsProgram.require(line -> {});
    NatsServerConf conf =
        NatsServerConf.alone(
            "127.0.0.1",
            port,
            folder.resolve("nats"),
            trust.folder().natsCertificate(),
            trust.folder().natsKey(),
            program.version());
    Path file = Files.writeString(folder.resolve("nats.conf"), conf.text(trust.nats()));
    nats = new NatsServer(program, file, port, folder.resolve("nats.log"));
    nats.start();
    String ca = trust.folder().caPem();
    link =
        NatsLink.open(
            LinkOptions.of("control", List.of("tls://localhost:" + port), "_INBOX_control.")
                .withTls(() -> io.muster.trust.Tls.trustingNamed(ca))
                .withCredentials(trust.nats().controlPlane("control")));
    await("control plane connects", link::connected);
    new JetStreams(link, settings()).ensure().get(10, TimeUnit.SECONDS);
    link.subscribe(Subjects.BEAT_ALL, null, m -> beats.add(parse(Beat.parser(), m.data())));
    link.subscribe(Subjects.REPLY_ALL, null, m -> reply(parse(Reply.parser(), m.data())));
    link.subscribe(Subjects.CATCHUP_ALL, null, m -> link.publish(m.replyTo(), answer(m.data())));
    link.flush(Duration.ofSeconds(5)).get();
  }

  static StreamSettings settings() {
    return new StreamSettings(
        1,
        Duration.ofHours(1),
        256L << 20,
        1L << 30,
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        1000);
  }

  static <T> T parse(com.google.protobuf.Parser<T> parser, byte[] data) {
    try {
      return parser.parseFrom(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void reply(Reply reply) {
    counts.merge(reply.getTaskId(), 1, Integer::sum);
    for (Event event : reply.getEventsList()) {
      bytes.addAndGet(event.getChunk().getData().size());
      if (event.hasFinished()) {
        ends.put(reply.getTaskId(), event.getFinished());
      }
    }
  }

  byte[] answer(byte[] data) {
    NodeResponse.Builder response = NodeResponse.newBuilder();
    if (parse(NodeRequest.parser(), data).hasRenew()) {
      renewals.incrementAndGet();
      UserJwt jwt = jwt(Duration.ofHours(1));
      response.setCredentials(
          Credentials.newBuilder()
              .setJwt(jwt.jwt())
              .setExpiresAtMs(jwt.expiresAt().toEpochMilli())
              .addSigningKeys(
                  io.muster.protocol.agent.v1.SigningKey.newBuilder()
                      .setId(signer.id())
                      .setPublicKey(com.google.protobuf.ByteString.copyFrom(signer.publicKey()))));
    } else if (parse(NodeRequest.parser(), data).hasConfig()) {
      AskConfig ask = parse(NodeRequest.parser(), data).getConfig();
      byte[] body = configs.toBuilder().setNonce(ask.getNonce()).build().toByteArray();
      response.setConfigs(signer.sign("config", List.of(body)).getFirst());
    } else {
      response.setPage(CatchUpPage.getDefaultInstance());
    }
    return response.build().toByteArray();
  }

  UserJwt jwt(Duration lasting) {
    return trust.nats().agent("n1", key.publicKey(), Instant.now(), lasting);
  }

  void startAgent(String... jvm) throws Exception {
    Path identity = folder.resolve("data/identity");
    if (!Files.exists(identity)) {
      io.muster.trust.SecretFiles.folder(identity);
      Files.writeString(identity.resolve("node.key"), key.seed());
      UserJwt jwt = jwt(life);
      new IdentityFolder(identity)
          .save(
              new Identity(
                  "n1",
                  jwt.jwt(),
                  jwt.expiresAt(),
                  Map.of(signer.id(), signer.publicKey()),
                  trust.folder().caPem(),
                  List.of("tls://localhost:" + port),
                  List.of()));
    }
    int before = beats.size();
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx48m", "-Xss256k"));
    command.addAll(List.of(jvm));
    File fat = new File("target/muster-agent.jar");
    boolean packaged = fat.exists() && Boolean.getBoolean("muster.packaged");
    command.addAll(
        packaged
            ? List.of("-jar", fat.getPath())
            : List.of("-cp", System.getProperty("java.class.path"), "io.muster.agent.Main"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("agent.log").toFile()));
    builder.environment().put("MUSTER__DATA", folder.resolve("data").toString());
    builder.environment().put("MUSTER__SHELL__GRACE", "200ms");
    builder.environment().put("MUSTER__STOP__GRACE", "300ms");
    long began = System.nanoTime();
    agent = builder.start();
    await("the agent's first beat", () -> beats.size() > before);
    System.out.printf(
        "start to first beat %d ms, RSS %d KiB%n", (System.nanoTime() - began) / 1_000_000, rss());
  }

  @AfterEach
  void stop() throws Exception {
    if (agent != null) {
      agent.destroyForcibly().waitFor();
    }
    link.close();
    nats.close();
  }

  void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("in vain: " + what + "\n" + log());
      }
      LockSupport.parkNanos(200_000);
    }
  }

  String log() {
    try {
      return Files.readString(folder.resolve("agent.log"));
    } catch (IOException e) {
      return "no log";
    }
  }

  void give(String id, String line) {
    Task task =
        Task.newBuilder()
            .setNodeId("n1")
            .setTaskId(id)
            .setJobId("job")
            .setAttempt(1)
            .setAcceptBeforeMs(System.currentTimeMillis() + 90_000)
            .setTimeoutMs(120_000)
            .setShell(Shell.newBuilder().setLine(line))
            .build();
    give(task);
  }

  /** Signs a task and sends it. */
  void give(Task task) {
    byte[] data = signer.sign("task", List.of(task.toByteArray())).getFirst().toByteArray();
    link.store(Subjects.task("n1"), data, task.getTaskId() + "." + task.getAttempt());
  }

  Finished end(String id) {
    await(id + " ends", () -> ends.containsKey(id));
    return ends.get(id);
  }

  long rss() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return -1;
  }
}
