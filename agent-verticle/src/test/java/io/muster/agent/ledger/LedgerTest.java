package io.muster.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.protocol.agent.v1.Chunk;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final long SOON = 2_000_000;
  private static final LedgerLimits WIDE =
      new LedgerLimits(64 << 20, 1 << 20, 1000, Duration.ofMinutes(1));

  @TempDir Path folder;
  private long now = 1_000_000;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);

  private Ledger open(Path path, LedgerLimits limits) throws IOException {
    return IndexedLedger.open(path, limits, clock);
  }

  private static AttemptKey key(int n) {
    return new AttemptKey("job-" + n, 1);
  }

  private static Reply output(AttemptKey key, long seq, int bytes) {
    Chunk chunk =
        Chunk.newBuilder()
            .setStream(Stream.STREAM_STDOUT)
            .setData(ByteString.copyFrom(new byte[bytes]))
            .build();
    return reply(key, seq, Event.newBuilder().setChunk(chunk));
  }

  private static Reply finished(AttemptKey key, long seq) {
    Finished finished =
        Finished.newBuilder().setOutcome(Outcome.OUTCOME_SUCCEEDED).setExitCode(0).build();
    return reply(key, seq, Event.newBuilder().setFinished(finished));
  }

  private static Reply reply(AttemptKey key, long seq, Event.Builder event) {
    return Reply.newBuilder()
        .setTaskId(key.taskId())
        .setAttempt(key.attempt())
        .setSeq(seq)
        .addEvents(event)
        .build();
  }

  @Test
  void anAttemptIsTakenOnceEvenAcrossARestart() throws Exception {
    try (Ledger ledger = open(folder, WIDE)) {
      assertTrue(ledger.accept(key(1), SOON));
      assertFalse(ledger.accept(key(1), SOON));
      ledger.started(key(1), "SHELL:trace");
      ledger.append(key(1), output(key(1), 1, 10));
    }
    try (Ledger ledger = open(folder, WIDE)) {
      assertEquals(List.of(new Ledger.Orphan(key(1), 2, "SHELL:trace")), ledger.orphans());
      assertFalse(ledger.accept(key(1), SOON));
      ledger.append(key(1), finished(key(1), 2));
    }
    try (Ledger ledger = open(folder, WIDE)) {
      assertEquals(List.of(), ledger.orphans());
      assertEquals(2, ledger.ending(key(1)).orElseThrow().lastSeq());
      assertFalse(ledger.accept(key(1), SOON));
    }
  }

  @Test
  void repliesComeBackInOrderUntilAcknowledged() throws Exception {
    try (Ledger ledger = open(folder, WIDE)) {
      ledger.accept(key(1), SOON);
      ledger.append(key(1), output(key(1), 1, 100));
      ledger.append(key(1), finished(key(1), 2));
      ledger.acked(key(1), 1);
    }
    try (Ledger ledger = open(folder, WIDE)) {
      assertEquals(List.of(key(1)), ledger.waiting());
      assertEquals(finished(key(1), 2), ledger.next(key(1)));
      ledger.acked(key(1), 2);
      assertNull(ledger.next(key(1)));
      assertEquals(List.of(), ledger.waiting());
    }
  }

  @Test
  void aJournalCutOffAtAnyByteOpensWithWhatWasWhole() throws Exception {
    try (Ledger ledger = open(folder, WIDE)) {
      for (int n = 1; n <= 3; n++) {
        ledger.accept(key(n), SOON);
        ledger.append(key(n), output(key(n), 1, 40));
        ledger.append(key(n), finished(key(n), 2));
      }
    }
    byte[] whole = Files.readAllBytes(folder.resolve("000000000001.log"));
    int known = 0;
    for (int cut = 0; cut <= whole.length; cut++) {
      Path copy = folder.resolve("cut-" + cut);
      Files.createDirectories(copy);
      Files.write(
          copy.resolve("000000000001.log"), java.util.Arrays.copyOf(whole, cut));
      try (Ledger ledger = open(copy, WIDE)) {
        int now = 0;
        for (int n = 1; n <= 3; n++) {
          now += ledger.knows(key(n)) ? 1 : 0;
          assertEquals(ledger.knows(key(n)), !ledger.accept(key(n), SOON));
        }
        assertTrue(now >= known, "knew " + known + " attempts, then " + now + " at byte " + cut);
        known = now;
      }
    }
    assertEquals(3, known);
  }

  @Test
  void aFullSpoolDropsTheOldestOutputWithAMarkerAndNoResult() throws Exception {
    LedgerLimits small = new LedgerLimits(1 << 20, 1 << 17, 1000, Duration.ofMinutes(1));
    int pieces = 100;
    int piece = 32 * 1024;
    try (Ledger ledger = open(folder, small)) {
      ledger.accept(key(1), SOON);
      ledger.append(key(1), finished(key(1), 1));
      ledger.accept(key(2), SOON);
      for (int seq = 1; seq <= pieces; seq++) {
        ledger.append(key(2), output(key(2), seq, piece));
      }
      ledger.append(key(2), finished(key(2), pieces + 1));
      assertTrue(ledger.size() < (1 << 20) + (1 << 18), "size " + ledger.size());
    }
    try (Ledger ledger = open(folder, small)) {
      assertEquals(finished(key(1), 1), ledger.next(key(1)));
      long told = 0;
      long dropped = 0;
      for (int seq = 1; seq <= pieces; seq++) {
        Reply reply = ledger.next(key(2));
        assertEquals(seq, reply.getSeq());
        Event event = reply.getEvents(0);
        assertTrue(event.hasChunk() || told == 0, "output after a gap comes later than it");
        told += event.getChunk().getData().size();
        dropped += event.getDropped().getBytes();
        ledger.acked(key(2), seq);
      }
      assertEquals((long) pieces * piece, told + dropped);
      assertTrue(dropped > 0 && told > 0, dropped + " dropped, " + told + " told");
      assertTrue(ledger.next(key(2)).getEvents(0).hasFinished());
    }
  }

  @Test
  void acknowledgedSegmentsAreGivenUp() throws Exception {
    LedgerLimits small = new LedgerLimits(64 << 20, 1 << 16, 1000, Duration.ofMinutes(1));
    try (Ledger ledger = open(folder, small)) {
      ledger.accept(key(1), SOON);
      for (int seq = 1; seq <= 100; seq++) {
        ledger.append(key(1), output(key(1), seq, 32 * 1024));
        ledger.acked(key(1), seq);
      }
      assertTrue(ledger.size() < 5 << 16, "size " + ledger.size());
    }
  }

  @Test
  void anEarlyCancelIsRememberedAcrossARestart() throws Exception {
    try (Ledger ledger = open(folder, WIDE)) {
      ledger.cancel(key(1), "changed my mind");
    }
    try (Ledger ledger = open(folder, WIDE)) {
      assertEquals(Optional.of("changed my mind"), ledger.cancelled(key(1)));
      assertEquals(Optional.empty(), ledger.cancelled(key(2)));
    }
  }

  @Test
  void endedAttemptsAreForgottenOnlyWhenTheirEnvelopesAreStale() throws Exception {
    LedgerLimits few = new LedgerLimits(64 << 20, 1 << 20, 8, Duration.ofMinutes(1));
    try (Ledger ledger = open(folder, few)) {
      for (int n = 1; n <= 8; n++) {
        ledger.accept(key(n), SOON);
        ledger.append(key(n), finished(key(n), 1));
        ledger.acked(key(n), 1);
      }
      IOException full = assertThrows(IOException.class, () -> ledger.accept(key(9), SOON));
      assertTrue(full.getMessage().contains("ledger.remember"));
      now = SOON + 1;
      assertTrue(ledger.accept(key(9), SOON * 2));
      assertTrue(ledger.knows(key(8)));
    }
  }

  @Test
  void aSecondAgentOnTheSameFolderIsRefused() throws Exception {
    List<String> errors = new ArrayList<>();
    try (Ledger ledger = open(folder, WIDE)) {
      assertEquals(List.of(), ledger.orphans());
      try {
        open(folder, WIDE).close();
      } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
        errors.add(String.valueOf(e.getMessage()));
      }
    }
    assertEquals(1, errors.size());
  }
}
