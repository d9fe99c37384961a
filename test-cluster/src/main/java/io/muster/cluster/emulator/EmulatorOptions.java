package io.muster.cluster.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an emulator is to be.
 *
 * @param trust the control plane's trust folder: its CA and admin token buy the identities, and its
 *     NATS keys make the shared connections
 * @param server {@code https://host:port} of a control-plane node, for enrolment
 * @param natsUrls instead of those that enrolment tells; empty for those
 * @param count how many agents
 * @param prefix of their node ids, which are {@code <prefix>00001} and so on
 * @param connections to NATS: 0 gives each agent one of its own with its own credentials, as real
 *     agents have; otherwise so many are shared, with the rights of a control-plane node
 * @param identities a file that keeps the identities for the next time
 * @param labels of every agent
 * @param heartbeat between two signs of life of one agent
 * @param parallel tasks that one agent runs side by side
 */
public record EmulatorOptions(
    Path trust,
    String server,
    List<String> natsUrls,
    int count,
    String prefix,
    int connections,
    Optional<Path> identities,
    Map<String, String> labels,
    Duration heartbeat,
    int parallel,
    CannedWork work) {
  public EmulatorOptions {
    natsUrls = List.copyOf(natsUrls);
    labels = Map.copyOf(labels);
    if (count < 1 || connections < 0) {
      throw new IllegalArgumentException(
          "%d agents over %d connections: at least one agent, and 0 or more connections"
              .formatted(count, connections));
    }
  }

  /** Agents over ten shared connections that succeed at once. */
  public static EmulatorOptions of(Path trust, String server, int count) {
    return new EmulatorOptions(
        trust,
        server,
        List.of(),
        count,
        "emu-",
        10,
        Optional.empty(),
        Map.of("emulated", "true"),
        Duration.ofSeconds(15),
        16,
        CannedWork.INSTANT);
  }

  public EmulatorOptions withPrefix(String text) {
    return new EmulatorOptions(
        trust,
        server,
        natsUrls,
        count,
        text,
        connections,
        identities,
        labels,
        heartbeat,
        parallel,
        work);
  }

  public EmulatorOptions withConnections(int number) {
    return new EmulatorOptions(
        trust,
        server,
        natsUrls,
        count,
        prefix,
        number,
        identities,
        labels,
        heartbeat,
        parallel,
        work);
  }

  public EmulatorOptions withIdentities(Path file) {
    return new EmulatorOptions(
        trust,
        server,
        natsUrls,
        count,
        prefix,
        connections,
        Optional.of(file),
        labels,
        heartbeat,
        parallel,
        work);
  }

  public EmulatorOptions withLabels(Map<String, String> all) {
    return new EmulatorOptions(
        trust,
        server,
        natsUrls,
        count,
        prefix,
        connections,
        identities,
        all,
        heartbeat,
        parallel,
        work);
  }

  public EmulatorOptions withHeartbeat(Duration interval) {
    return new EmulatorOptions(
        trust,
        server,
        natsUrls,
        count,
        prefix,
        connections,
        identities,
        labels,
        interval,
        parallel,
        work);
  }

  public EmulatorOptions withWork(CannedWork canned) {
    return new EmulatorOptions(
        trust,
        server,
        natsUrls,
        count,
        prefix,
        connections,
        identities,
        labels,
        heartbeat,
        parallel,
        canned);
  }

  public EmulatorOptions withNatsUrls(List<String> urls) {
    return new EmulatorOptions(
        trust,
        server,
        urls,
        count,
        prefix,
        connections,
        identities,
        labels,
        heartbeat,
        parallel,
        work);
  }

  String nodeId(int index) {
    return "%s%05d".formatted(prefix, index + 1);
  }
}
