package io.muster.server.enrolment;

import io.muster.link.identity.NodeKey;
import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.EnrolRequest;
import io.muster.protocol.v1.RenewRequest;
import io.muster.runtime.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Checks that a request was signed, lately, by the key that it names. */
final class Proofs {
  private static final Duration SKEW = Duration.ofMinutes(5);

  private Proofs() {}

  static void require(EnrolRequest request, Instant now) {
    String message =
        "muster-enrol\n"
            + request.getToken()
            + "\n"
            + request.getPublicKey()
            + "\n"
            + request.getTimestampMs();
    require(
        message,
        request.getPublicKey(),
        request.getProof().toByteArray(),
        request.getTimestampMs(),
        now);
  }

  static void require(RenewRequest request, String publicKey, Instant now) {
    String message = "muster-renew\n" + request.getNodeId() + "\n" + request.getTimestampMs();
    require(message, publicKey, request.getProof().toByteArray(), request.getTimestampMs(), now);
  }

  private static void require(
      String message, String publicKey, byte[] proof, long timestampMs, Instant now) {
    Duration off = Duration.between(Instant.ofEpochMilli(timestampMs), now).abs();
    if (off.compareTo(SKEW) > 0) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED,
          "the clocks differ by "
              + off.toSeconds()
              + " s, 300 s are allowed; set the node's clock");
    }
    if (!NodeKey.verify(publicKey, message.getBytes(StandardCharsets.UTF_8), proof)) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED, "the proof was not made with the key " + publicKey);
    }
  }
}
