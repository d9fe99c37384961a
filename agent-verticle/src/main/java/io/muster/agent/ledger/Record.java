package io.muster.agent.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One line of the log. */
sealed interface Record {
  byte[] NONE = {};

  /** Everything known of attempts so far is replaced by the records that follow. */
  record Snapshot() implements Record {}

  /** The attempt is taken and may run. */
  record Accepted(AttemptKey key, long at, long acceptBefore) implements Record {}

  /** A process was started for it; {@code trace} finds it again after the agent died. */
  record Started(AttemptKey key, String trace) implements Record {}

  /** A reply to send. {@code finished} is the serialized Finished event, empty when it has none. */
  record Reply(AttemptKey key, long seq, byte[] finished, byte[] body) implements Record {}

  /** A reply that was moved out of an old segment; changes nothing else. */
  record Moved(AttemptKey key, long seq, byte[] body) implements Record {}

  /** The control plane has the reply. */
  record Acked(AttemptKey key, long seq) implements Record {}

  /** A cancel that came before its task. */
  record Cancelled(AttemptKey key, String reason, long until) implements Record {}

  /** In a snapshot: an attempt that has not ended. */
  record Open(AttemptKey key, long acceptBefore, long nextSeq, String trace) implements Record {}

  /** In a snapshot: an attempt that has ended. */
  record Done(AttemptKey key, long at, long acceptBefore, long lastSeq, byte[] finished)
      implements Record {}

  default byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      switch (this) {
        case Snapshot ignored -> out.writeByte(0);
        case Accepted r -> {
          key(out, 1, r.key);
          out.writeLong(r.at);
          out.writeLong(r.acceptBefore);
        }
        case Started r -> {
          key(out, 2, r.key);
          out.writeUTF(r.trace);
        }
        case Reply r -> {
          key(out, 3, r.key);
          out.writeLong(r.seq);
          bytes(out, r.finished);
          bytes(out, r.body);
        }
        case Moved r -> {
          key(out, 4, r.key);
          out.writeLong(r.seq);
          bytes(out, r.body);
        }
        case Acked r -> {
          key(out, 5, r.key);
          out.writeLong(r.seq);
        }
        case Cancelled r -> {
          key(out, 6, r.key);
          out.writeUTF(r.reason);
          out.writeLong(r.until);
        }
        case Open r -> {
          key(out, 7, r.key);
          out.writeLong(r.acceptBefore);
          out.writeLong(r.nextSeq);
          out.writeUTF(r.trace);
        }
        case Done r -> {
          key(out, 8, r.key);
          out.writeLong(r.at);
          out.writeLong(r.acceptBefore);
          out.writeLong(r.lastSeq);
          bytes(out, r.finished);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Record decode(byte[] data) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(data))) {
      int type = in.readByte();
      if (type == 0) {
        return new Snapshot();
      }
      AttemptKey key = new AttemptKey(in.readUTF(), in.readInt());
      return switch (type) {
        case 1 -> new Accepted(key, in.readLong(), in.readLong());
        case 2 -> new Started(key, in.readUTF());
        case 3 -> new Reply(key, in.readLong(), bytes(in), bytes(in));
        case 4 -> new Moved(key, in.readLong(), bytes(in));
        case 5 -> new Acked(key, in.readLong());
        case 6 -> new Cancelled(key, in.readUTF(), in.readLong());
        case 7 -> new Open(key, in.readLong(), in.readLong(), in.readUTF());
        case 8 -> new Done(key, in.readLong(), in.readLong(), in.readLong(), bytes(in));
        default -> throw new IOException("unknown record type " + type);
      };
    }
  }

  private static void key(DataOutputStream out, int type, AttemptKey key) throws IOException {
    out.writeByte(type);
    out.writeUTF(key.taskId());
    out.writeInt(key.attempt());
  }

  private static void bytes(DataOutputStream out, byte[] data) throws IOException {
    out.writeInt(data.length);
    out.write(data);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
