package io.muster.agent.ledger;

import io.muster.protocol.agent.v1.Dropped;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Stream;
import java.util.EnumMap;
import java.util.Map;

/** Takes the output out of a reply and leaves markers that say how much there was. */
final class Dropping {
  private Dropping() {}

  static boolean hasOutput(Reply reply) {
    return reply.getEventsList().stream().anyMatch(Event::hasChunk);
  }

  /** The same reply with one marker for each stream in place of its first chunk. */
  static Reply withoutOutput(Reply reply) {
    Map<Stream, Long> bytes = new EnumMap<>(Stream.class);
    for (Event event : reply.getEventsList()) {
      if (event.hasChunk()) {
        bytes.merge(
            event.getChunk().getStream(), (long) event.getChunk().getData().size(), Long::sum);
      } else if (event.hasDropped()) {
        bytes.merge(event.getDropped().getStream(), event.getDropped().getBytes(), Long::sum);
      }
    }
    Reply.Builder out = reply.toBuilder().clearEvents();
    for (Event event : reply.getEventsList()) {
      Stream stream = stream(event);
      if (stream == null) {
        out.addEvents(event);
      } else if (bytes.containsKey(stream)) {
        Dropped dropped =
            Dropped.newBuilder().setStream(stream).setBytes(bytes.remove(stream)).build();
        out.addEvents(Event.newBuilder().setAtMs(event.getAtMs()).setDropped(dropped));
      }
    }
    return out.build();
  }

  private static Stream stream(Event event) {
    return switch (event.getWhatCase()) {
      case CHUNK -> event.getChunk().getStream();
      case DROPPED -> event.getDropped().getStream();
      default -> null;
    };
  }
}
