package io.muster.server.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes as {@code Range} asks for it (RFC 9110, section 14). A header of another form
 * is ignored, as the RFC has it.
 *
 * @param offset the first byte; negative counts from the end
 * @param length 0 for all that follow
 */
record ByteRange(long offset, long length) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{1,18})?-(\\d{1,18})?");

  static Optional<ByteRange> read(String header) {
    Matcher form = FORM.matcher(header == null ? "" : header.strip());
    if (!form.matches() || form.group(1) == null && form.group(2) == null) {
      return Optional.empty();
    }
    if (form.group(1) == null) {
      long last = Long.parseLong(form.group(2));
      return last == 0 ? Optional.empty() : Optional.of(new ByteRange(-last, 0));
    }
    long from = Long.parseLong(form.group(1));
    if (form.group(2) == null) {
      return Optional.of(new ByteRange(from, 0));
    }
    long to = Long.parseLong(form.group(2));
    return to < from ? Optional.empty() : Optional.of(new ByteRange(from, to - from + 1));
  }

  /** Sets the fields {@code offset} and {@code length}, where the request has them. */
  void putInto(Message.Builder request) {
    set(request, "offset", offset);
    set(request, "length", length);
  }

  private static void set(Message.Builder request, String name, long value) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    if (field != null && field.getType() == FieldDescriptor.Type.INT64) {
      request.setField(field, value);
    }
  }
}
