package io.muster.server.events;

import io.muster.link.LinkCredentials;
import io.muster.link.identity.NatsAuthority;
import io.muster.protocol.Subjects;
import io.muster.protocol.v1.CreateNatsCredentialRequest;
import io.muster.protocol.v1.NatsCredential;
import io.muster.runtime.Caller;
import io.muster.server.messages.TimeMessages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Makes credentials with which tools hear the whole feed on NATS.
 *
 * @param urls where NATS is, for others
 * @param caPem of its TLS
 */
public record NatsCredentials(
    NatsAuthority authority, List<String> urls, String caPem, Clock clock) {
  private static final Duration DAY = Duration.ofDays(1);

  NatsCredential create(CreateNatsCredentialRequest request, Caller caller) {
    Instant now = clock.instant();
    Duration life = request.hasTtl() ? TimeMessages.duration(request.getTtl()) : DAY;
    LinkCredentials made = authority.listener(request.getName(), now, life);
    return NatsCredential.newBuilder()
        .setCreds(file(made))
        .setExpiresAt(TimeMessages.timestamp(now.plus(life)))
        .addAllUrls(urls)
        .setCaPem(caPem)
        .setSubject(Subjects.EVENT_ALL)
        .build();
  }

  /** As NATS's clients read it. */
  private static String file(LinkCredentials made) {
    return """
        -----BEGIN NATS USER JWT-----
        %s
        ------END NATS USER JWT------

        -----BEGIN USER NKEY SEED-----
        %s
        ------END USER NKEY SEED------
        """
        .formatted(made.jwt().get(), made.seed());
  }
}
