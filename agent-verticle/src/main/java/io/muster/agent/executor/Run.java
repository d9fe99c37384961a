package io.muster.agent.executor;

import com.google.protobuf.ByteString;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Stream;
import java.util.concurrent.CompletionStage;

/** One run of a task, as its executor sees it. */
public interface Run {
  /** Why a run is to end early: the outcome to report and words for people. */
  record Stop(Outcome outcome, String reason) {}

  String nodeId();

  /**
   * Says that the work has begun.
   *
   * @param pid 0 when there is no process
   * @param trace whatever finds the processes again after a crash of the agent; kept in the ledger
   */
  void started(long pid, String trace);

  /**
   * Hands on output of at most 64 KiB. Blocks while the control plane is behind, so that a command
   * that prints much waits instead of filling memory.
   */
  void output(Stream stream, ByteString data);

  /** Completes when the run is to end early. */
  CompletionStage<Stop> stop();
}
