package io.muster.cli.job;

import io.muster.cli.json.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A piece of what a node printed.
 *
 * @param error whether it came on stderr
 * @param bytes a marker in words when the agent had to drop something
 * @param dropped how many bytes the agent dropped here
 */
record Chunk(boolean error, byte[] bytes, long dropped) {
  static List<Chunk> of(Fields event) {
    List<Chunk> chunks = new ArrayList<>();
    for (Fields output : event.objects("output")) {
      boolean error = output.text("stream").equals("stderr");
      if (output.has("data")) {
        chunks.add(new Chunk(error, Base64.getDecoder().decode(output.text("data")), 0));
      } else if (output.has("droppedBytes")) {
        long dropped = output.number("droppedBytes");
        String marker = "\n[" + dropped + " bytes dropped here: the node's spool was full]\n";
        chunks.add(new Chunk(error, marker.getBytes(StandardCharsets.UTF_8), dropped));
      } else {
        chunks.add(new Chunk(error, output.text("text").getBytes(StandardCharsets.UTF_8), 0));
      }
    }
    return chunks;
  }
}
