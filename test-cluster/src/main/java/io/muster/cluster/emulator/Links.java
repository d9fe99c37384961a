package io.muster.cluster.emulator;

import io.muster.link.Link;
import io.muster.link.LinkCredentials;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.Bootstrap;
import io.muster.link.identity.NatsAuthority;
import io.muster.protocol.Subjects;
import io.muster.trust.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The connections of an emulator: shared ones, or one for each agent. */
final class Links {
  private static final Duration RENEW_CHECK = Duration.ofMinutes(1);
  private static final Duration NEAR_END = Duration.ofMinutes(10);

  private final List<String> urls;
  private final Supplier<SSLContext> tls;
  private final List<Link> perAgent = new ArrayList<>();
  private final List<Runnable> closes = new ArrayList<>();

  private Links(List<String> urls, String caPem) {
    this.urls = urls;
    SSLContext context = Tls.trustingNamed(caPem);
    this.tls = () -> context;
  }

  /** One link for each agent, in order, over a number of shared connections. */
  static Links shared(
      List<String> urls, String caPem, Path trust, List<Member> members, int connections) {
    Links links = new Links(urls, caPem);
    NatsAuthority authority = authority(trust);
    String run = UUID.randomUUID().toString().substring(0, 8);
    List<SharedLink> shared = new ArrayList<>();
    for (int i = 0; i < Math.min(connections, members.size()); i++) {
      String name = "emulator-" + run + "-" + i;
      LinkOptions options =
          LinkOptions.of(name, urls, "_INBOX_" + name + ".")
              .withTls(links.tls)
              .withCredentials(authority.controlPlane(name));
      SharedLink link = new SharedLink(NatsLink.open(options), name);
      shared.add(link);
      links.closes.add(link::close);
    }
    for (int i = 0; i < members.size(); i++) {
      links.perAgent.add(shared.get(i % shared.size()).of(members.get(i).nodeId()));
    }
    return links;
  }

  /** A connection of its own for each agent, with its own credentials, renewed before they end. */
  static Links own(
      List<String> urls,
      String caPem,
      List<Member> members,
      Enroller enroller,
      ScheduledExecutorService timer) {
    Links links = new Links(urls, caPem);
    for (Member member : members) {
      Member[] present = {member};
      LinkOptions options =
          LinkOptions.of(member.nodeId(), urls, Subjects.inboxPrefix(member.nodeId()))
              .withTls(links.tls)
              .withRetry(Duration.ofMillis(500), Duration.ofSeconds(20))
              .withCredentials(new LinkCredentials(() -> present[0].jwt(), member.key().seed()));
      NatsLink link = NatsLink.open(options);
      timer.scheduleWithFixedDelay(
          () -> renewIfDue(present, enroller, link),
          RENEW_CHECK.toSeconds(),
          RENEW_CHECK.toSeconds(),
          TimeUnit.SECONDS);
      links.perAgent.add(link);
      links.closes.add(link::close);
    }
    return links;
  }

  private static void renewIfDue(Member[] present, Enroller enroller, NatsLink link) {
    if (present[0].expiresAt().minus(NEAR_END).isBefore(Instant.now())) {
      Thread.ofVirtual()
          .start(
              () -> {
                present[0] = enroller.renew(present[0]);
                link.reconnect();
              });
    }
  }

  private static NatsAuthority authority(Path trust) {
    try {
      return Bootstrap.ensure(trust, Set.of(), Set.of(), Instant.now()).nats();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Link of(int index) {
    return perAgent.get(index);
  }

  void close() {
    closes.forEach(Runnable::run);
  }
}
