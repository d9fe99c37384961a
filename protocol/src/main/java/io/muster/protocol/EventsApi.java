package io.muster.protocol;

import io.muster.protocol.v1.CreateNatsCredentialRequest;
import io.muster.protocol.v1.Event;
import io.muster.protocol.v1.EventsProto;
import io.muster.protocol.v1.NatsCredential;
import io.muster.protocol.v1.WatchEventsRequest;

/** The typed handles of {@code muster.v1.Events}. */
public final class EventsApi {
  private EventsApi() {}

  public static final Rpc<WatchEventsRequest, Event> WATCH =
      Rpc.of(
          EventsProto.getDescriptor(),
          "Events",
          "Watch",
          WatchEventsRequest.getDefaultInstance(),
          Event.getDefaultInstance());

  public static final Rpc<CreateNatsCredentialRequest, NatsCredential> CREATE_NATS_CREDENTIAL =
      Rpc.of(
          EventsProto.getDescriptor(),
          "Events",
          "CreateNatsCredential",
          CreateNatsCredentialRequest.getDefaultInstance(),
          NatsCredential.getDefaultInstance());
}
