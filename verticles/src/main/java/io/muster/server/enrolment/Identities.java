package io.muster.server.enrolment;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.muster.link.identity.NatsAuthority;
import io.muster.protocol.agent.v1.Credentials;
import io.muster.protocol.v1.NodeCredentials;
import io.muster.protocol.v1.VerifyingKey;
import io.muster.trust.SigningKey;
import java.time.Duration;
import java.time.Instant;

/** Issues what a node proves itself with, in the words of the API and of NATS. */
record Identities(NatsAuthority authority, SigningKey signing, Duration life) {
  NodeCredentials forApi(String node, String publicKey, Instant now) {
    NatsAuthority.UserJwt issued = authority.agent(node, publicKey, now, life);
    return NodeCredentials.newBuilder()
        .setJwt(issued.jwt())
        .setExpiresAt(Timestamp.newBuilder().setSeconds(issued.expiresAt().getEpochSecond()))
        .addSigningKeys(
            VerifyingKey.newBuilder()
                .setId(signing.id())
                .setPublicKey(ByteString.copyFrom(signing.publicKey())))
        .build();
  }

  Credentials forNats(String node, String publicKey, Instant now) {
    NatsAuthority.UserJwt issued = authority.agent(node, publicKey, now, life);
    return Credentials.newBuilder()
        .setJwt(issued.jwt())
        .setExpiresAtMs(issued.expiresAt().toEpochMilli())
        .addSigningKeys(
            io.muster.protocol.agent.v1.SigningKey.newBuilder()
                .setId(signing.id())
                .setPublicKey(ByteString.copyFrom(signing.publicKey())))
        .build();
  }
}
