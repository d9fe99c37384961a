package io.muster.server.connector;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.domain.Ulid;
import io.muster.domain.task.Ending;
import io.muster.domain.task.TaskEvent.FromAgent;
import io.muster.domain.task.TaskEvent.Report;
import io.muster.link.ReplyQueue.Stored;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Reply;
import io.muster.server.messages.EventMessages;
import io.muster.store.job.Change;
import java.time.Instant;
import java.util.Optional;

/** Turns a stored reply into a change, trusting nothing in it. */
final class ReplyReader {
  /** Longer words of an agent about the end of its work are cut. */
  static final int MAX_MESSAGE = 4096;

  /** PostgreSQL's text holds any character but this one. */
  private static final char NUL = '\0';

  /** An agent's clock is believed between 1970 and the year 3000. */
  private static final long MAX_MS = 32_503_680_000_000L;

  private final MissingReplies missing;

  ReplyReader(MissingReplies missing) {
    this.missing = missing;
  }

  /** Which attempt a change is about. */
  static String attemptOf(Change change) {
    int attempt = change.event() instanceof FromAgent reply ? reply.attempt() : 0;
    return change.jobId() + "-" + change.ordinal() + "." + attempt;
  }

  /** The place of a reply among those of its attempt, from 1. */
  static long seqOf(Change change) {
    return change.event() instanceof FromAgent reply ? reply.seq() : 0;
  }

  /** Empty when it cannot be read or speaks for another node than its subject. */
  Optional<Change> read(Stored stored, Instant now) {
    try {
      Reply reply = Reply.parseFrom(stored.data());
      String id = reply.getTaskId();
      int dash = id.lastIndexOf('-');
      boolean readable =
          dash == Ulid.LENGTH
              && Ulid.isValid(id.substring(0, dash))
              && reply.getSeq() > 0
              && reply.getNodeId().equals(Subjects.nodeOf(stored.subject()));
      if (!readable) {
        return Optional.empty();
      }
      int ordinal = Integer.parseInt(id.substring(dash + 1));
      boolean insist = missing.given(id + "." + reply.getAttempt(), now);
      var reports = reply.getEventsList().stream().map(ReplyReader::report).toList();
      var event = new FromAgent(now, reply.getAttempt(), reply.getSeq(), insist, reports);
      return Optional.of(
          new Change(id.substring(0, dash), ordinal, reply.getNodeId(), event, stored.data()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Report report(Event event) {
    Instant at = Instant.ofEpochMilli(Math.clamp(event.getAtMs(), 0, MAX_MS));
    return switch (event.getWhatCase()) {
      case ACCEPTED -> new Report.Accepted(at);
      case STARTED -> new Report.Started(at);
      case CHUNK, DROPPED -> new Report.Printed(at);
      case FINISHED -> finished(at, event.getFinished());
      case WHAT_NOT_SET -> throw new IllegalArgumentException("an event without content");
    };
  }

  private static Report finished(Instant at, Finished finished) {
    Integer exitCode = finished.hasExitCode() ? finished.getExitCode() : null;
    return new Report.Finished(
        at,
        EventMessages.stateOf(finished.getOutcome()),
        new Ending(
            exitCode,
            finished.getSignal(),
            storable(finished.getMessage()),
            finished.getSkipped()));
  }

  private static String storable(String message) {
    String cut = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    return cut.replace(NUL, ' ');
  }
}
