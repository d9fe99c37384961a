package io.muster.cli.job;

import com.fasterxml.jackson.core.JsonGenerator;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a job and its tasks as JSON, streaming what the nodes printed. */
final class ResultWriter {
  private ResultWriter() {}

  static void json(OutputStream out, Map<String, Object> job, List<NodeRun> runs)
      throws IOException {
    try (JsonGenerator g = Json.pretty(out)) {
      g.writeStartObject();
      g.writeFieldName("job");
      Json.write(g, job);
      g.writeArrayFieldStart("tasks");
      for (NodeRun run : runs) {
        g.writeStartObject();
        for (Map.Entry<String, Object> field : task(run).entrySet()) {
          g.writeFieldName(field.getKey());
          Json.write(g, field.getValue());
        }
        stream(g, "stdout", run.out, run.outDropped);
        stream(g, "stderr", run.err, run.errDropped);
        g.writeEndObject();
      }
      g.writeEndArray();
      g.writeEndObject();
      g.writeRaw('\n');
    }
    out.flush();
  }

  /** The fields of a task without its output. */
  static Map<String, Object> task(NodeRun run) {
    if (run.task != null) {
      return run.task.copy();
    }
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("nodeId", run.nodeId);
    task.put("state", run.state);
    return task;
  }

  private static void stream(JsonGenerator g, String name, Blob blob, long dropped)
      throws IOException {
    if (isText(blob)) {
      g.writeFieldName(name);
      try (Reader reader = new InputStreamReader(blob.open(), StandardCharsets.UTF_8)) {
        g.writeString(reader, -1);
      }
    } else {
      g.writeFieldName(name + "Base64");
      try (InputStream in = blob.open()) {
        g.writeBinary(in, Math.toIntExact(blob.size()));
      }
    }
    if (dropped > 0) {
      g.writeNumberField(name + "DroppedBytes", dropped);
    }
  }

  /** The whole output as values, for YAML. */
  static void put(Map<String, Object> task, String name, Blob blob, long dropped)
      throws IOException {
    byte[] bytes = blob.open().readAllBytes();
    if (isText(blob)) {
      task.put(name, new String(bytes, StandardCharsets.UTF_8));
    } else {
      task.put(name + "Base64", java.util.Base64.getEncoder().encodeToString(bytes));
    }
    if (dropped > 0) {
      task.put(name + "DroppedBytes", dropped);
    }
  }

  /** Whether it is valid UTF-8 as a whole. */
  static boolean isText(Blob blob) throws IOException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.allocate(16 * 1024);
    CharBuffer chars = CharBuffer.allocate(16 * 1024);
    try (InputStream in = blob.open()) {
      boolean end = false;
      while (!end) {
        int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
        end = n < 0;
        bytes.position(bytes.position() + Math.max(0, n)).flip();
        chars.clear();
        if (decoder.decode(bytes, chars, end).isError()) {
          return false;
        }
        bytes.compact();
      }
    }
    return true;
  }
}
