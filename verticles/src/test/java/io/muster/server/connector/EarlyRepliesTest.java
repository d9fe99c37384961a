package io.muster.server.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.domain.task.TaskEvent.FromAgent;
import io.muster.link.ReplyQueue.Stored;
import io.muster.store.job.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyRepliesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private final EarlyReplies early = new EarlyReplies();
  private final List<String> given = new ArrayList<>();

  private final class Reply implements Stored {
    private final long seq;
    private final int size;

    Reply(long seq, int size) {
      this.seq = seq;
      this.size = size;
    }

    @Override
    public String subject() {
      return "muster.reply.n1.job-0";
    }

    @Override
    public byte[] data() {
      return new byte[size];
    }

    @Override
    public Instant storedAt() {
      return T0;
    }

    @Override
    public long deliveries() {
      return 1;
    }

    @Override
    public void ack() {
      given.add("ack " + seq);
    }

    @Override
    public void nak(Duration delay) {
      given.add("nak " + seq + " " + delay.toMillis());
    }

    @Override
    public void term() {
      given.add("term " + seq);
    }

    @Override
    public String toString() {
      return Long.toString(seq);
    }
  }

  private static Change change(int ordinal, long seq) {
    return new Change("job", ordinal, "n1", new FromAgent(T0, 1, seq, false, List.of()), null);
  }

  private void hold(int ordinal, long seq, Instant now) {
    early.hold(change(ordinal, seq), new Reply(seq, 10), now);
  }

  private static Instant at(long millis) {
    return T0.plusMillis(millis);
  }

  @Test
  void triesAgainInOrderWithLongerAndLongerPauses() {
    hold(0, 3, T0);
    hold(0, 2, T0);
    assertEquals(Duration.ofMillis(5), early.pause(T0, LIMIT));
    assertEquals(List.of(), early.due(at(4)));
    assertEquals("[2, 3]", early.due(at(5)).toString());
    assertEquals(List.of(), early.due(at(5)), "they are being tried");
    hold(0, 2, at(6));
    assertEquals(Duration.ofMillis(9), early.pause(at(6), LIMIT));
    assertEquals("[2]", early.due(at(15)).toString());
  }

  @Test
  void triesAtOnceWhenTheEarlierOneWasTaken() {
    hold(0, 3, T0);
    hold(1, 9, T0);
    early.taken("job-0.1", at(1));
    assertEquals("[3]", early.due(at(1)).toString());
  }

  @Test
  void givesBackWhatWaitedTooLong() {
    hold(0, 3, T0);
    for (long millis = 0; millis <= 5000; millis++) {
      Instant now = at(millis);
      early.due(now).forEach(reply -> early.hold(change(0, 3), reply, now));
    }
    assertEquals(List.of(), given);
    early.due(at(7000));
    assertEquals(List.of("nak 3 0"), given);
    assertEquals(LIMIT, early.pause(at(7000), LIMIT), "nothing is held");
  }

  @Test
  void keepsTheSameReplyOnceWhenTheStreamGivesItTwice() {
    hold(0, 3, T0);
    hold(0, 3, T0);
    assertEquals("[3]", early.due(at(5)).toString());
  }

  @Test
  void isBoundedInBytes() {
    early.hold(change(0, 2), new Reply(2, 20 << 20), T0);
    early.hold(change(0, 3), new Reply(3, 20 << 20), T0);
    assertEquals(List.of("nak 3 1000"), given);
    assertEquals("[2]", early.due(at(5)).toString());
    early.hold(change(0, 3), new Reply(3, 20 << 20), T0);
    assertEquals(1, given.size(), "there is room again");
  }

  @Test
  void forgetsWhatFailedForAnotherReason() {
    hold(0, 3, T0);
    early.due(at(5));
    early.due(at(100));
    assertEquals(LIMIT, early.pause(at(100), LIMIT));
  }

  @Test
  void givesEverythingBackWhenItStops() {
    hold(0, 3, T0);
    early.close();
    hold(0, 4, T0);
    assertEquals(List.of("nak 3 0", "nak 4 0"), given);
  }
}
