package io.muster.server.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.job.Job;
import io.muster.domain.job.JobState;
import io.muster.domain.job.Tally;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.Work;
import io.muster.store.job.EventRow;
import io.muster.store.job.JobRow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventMessagesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static JobEvent event(JobState then, Job now) {
    JobRow row =
        new JobRow(
            now,
            "",
            "all",
            Work.newBuilder().setShell(Shell.getDefaultInstance()).build(),
            "me",
            NOW,
            "",
            null);
    return EventMessages.ofJob(
        new EventRow(now.id(), 1, EventRow.JOB, 0, then.ordinal(), NOW, new byte[0]), row);
  }

  private static Job ended() {
    Duration minute = Duration.ofMinutes(1);
    return new Job("j", JobState.SUCCEEDED, Tally.pending(1), 1, minute, minute, 5, null, NOW);
  }

  @Test
  void theFirstEventOfAJobThatHasEndedSinceStillSaysThatItRuns() {
    JobEvent first = event(JobState.RUNNING, ended());
    assertEquals("running", first.getJob().getState());
    assertFalse(first.getJob().hasFinishedAt());
  }

  @Test
  void theLastEventSaysHowItEnded() {
    JobEvent last = event(JobState.SUCCEEDED, ended());
    assertEquals("succeeded", last.getJob().getState());
    assertTrue(last.getJob().hasFinishedAt());
  }
}
