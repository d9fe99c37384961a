package io.muster.domain.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.domain.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Job job(int total) {
    Duration minute = Duration.ofMinutes(1);
    return new Job(
        "j", JobState.RUNNING, Tally.pending(total), total, minute, minute, 1, null, null);
  }

  private static Job ended(Job job, TaskState... states) {
    for (TaskState state : states) {
      job = job.moved(TaskState.PENDING, state);
    }
    return job;
  }

  @Test
  void staysOpenUntilItsLastTaskHasEnded() {
    Job job = ended(job(2), TaskState.SUCCEEDED);
    assertSame(job, job.settled(NOW));
    assertEquals(JobState.SUCCEEDED, ended(job, TaskState.SUCCEEDED).settled(NOW).state());
  }

  @Test
  void oneTaskThatDidNotSucceedFailsTheJob() {
    for (TaskState state : TaskState.values()) {
      if (state.isFinal() && state != TaskState.SUCCEEDED) {
        assertEquals(
            JobState.FAILED, ended(job(2), TaskState.SUCCEEDED, state).settled(NOW).state());
      }
    }
  }

  @Test
  void isCancelledOnlyWhenSomebodyAskedAndATaskWasCut() {
    Job cut = ended(job(2).cancelled("why"), TaskState.SUCCEEDED, TaskState.CANCELLED);
    assertEquals(JobState.CANCELLED, cut.settled(NOW).state());
    Job tooLate = ended(job(1).cancelled("why"), TaskState.SUCCEEDED);
    assertEquals(JobState.SUCCEEDED, tooLate.settled(NOW).state());
  }

  @Test
  void reopensForAnotherAttempt() {
    Job failed = ended(job(1), TaskState.FAILED).settled(NOW);
    Job again = failed.reopened().moved(TaskState.FAILED, TaskState.PENDING);
    assertEquals(JobState.RUNNING, again.state());
    assertSame(again, again.settled(NOW));
  }

  @Test
  void refusesToCountATaskThatIsNotThere() {
    assertThrows(
        IllegalStateException.class, () -> job(1).moved(TaskState.RUNNING, TaskState.FAILED));
  }
}
