package io.muster.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.WatchEventsRequest;
import io.muster.runtime.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedTest {
  private static Wanted wanted(String... subjects) {
    return Wanted.of(WatchEventsRequest.newBuilder().addAllSubjects(List.of(subjects)).build());
  }

  @ParameterizedTest
  @CsvSource({
    "node.*, node.online, true",
    "node.*, job.ended, false",
    "node.>, node.online, true",
    "node, node.online, false",
    ">, node.online, true",
    "*.changed, job.changed, true",
    "*.changed, job.ended, false",
    "muster.events.job.ended, job.ended, true",
    "'node.online,job.ended', job.ended, true",
    "node.online, feed.gap, true"
  })
  void subjectsMatchAsInNats(String pattern, String subject, boolean matches) {
    assertEquals(matches, wanted(pattern).subject(subject));
  }

  @Test
  void nothingNamedIsEverything() {
    assertTrue(wanted().subject("rollout.changed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nodes.*", "node.on*", "node.>.x", "muster.events.nodes.*", "node.vitals"})
  void whatCouldNeverMatchIsRefused(String pattern) {
    Failure refused = assertThrows(Failure.class, () -> wanted(pattern));
    assertEquals(FailureCode.INVALID, refused.code());
    assertTrue(refused.getMessage().contains(pattern));
  }
}
