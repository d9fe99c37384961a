package io.muster.server.gateway;

import com.google.protobuf.ByteString;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.VerifyTokenRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.trust.Tokens;
import io.vertx.core.Future;
import java.util.Optional;

/** API tokens, asked of the access verticle by the hash of their secret. */
final class TokenVerifier implements Authenticator.Verifier {
  private final Bus bus;

  TokenVerifier(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Future<Principal> verify(String token) {
    Optional<Tokens.ApiToken> parsed = Tokens.parseApi(token);
    if (parsed.isEmpty()) {
      return Authenticator.unauthenticated("the API token is not whole; it is mst_<id>_<secret>");
    }
    VerifyTokenRequest request =
        VerifyTokenRequest.newBuilder()
            .setId(parsed.get().id())
            .setHash(ByteString.copyFrom(parsed.get().hash()))
            .build();
    return bus.read(Internal.VERIFY_TOKEN, request, Caller.system(Trace.of(null)))
        .map(found -> Principal.of(found, "token:" + parsed.get().id()));
  }
}
