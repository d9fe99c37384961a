package io.muster.server.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a stream's items as one body. The first item may say where it begins, how large it
 * all is, and what it is called: {@code offset}, {@code size}, {@code name}, {@code etag}. A body
 * that cannot be finished is cut, so that nobody takes it for whole.
 */
final class BytesOutlet implements Outlet {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Exchange exchange;
  private final FieldDescriptor data;
  private final ByteRange range;
  private boolean started;
  private long left;

  BytesOutlet(HttpServerRequest request, Exchange exchange, FieldDescriptor data) {
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
    this.data = data;
    this.range = ByteRange.read(request.headers().get("range")).orElse(null);
  }

  @Override
  public Future<Void> item(Message item) {
    if (!started) {
      started = true;
      head(item);
    }
    ByteString bytes = (ByteString) item.getField(data);
    left -= bytes.size();
    if (bytes.isEmpty() || response.getStatusCode() == 416) {
      return Future.succeededFuture();
    }
    Buffer buffer = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.asReadOnlyByteBuffer()));
    return Outlet.paced(response, response.write(buffer));
  }

  private void head(Message first) {
    var headers = response.headers();
    headers.set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
    String name = text(first, "name");
    if (!name.isEmpty()) {
      // RFC 6266: encoded, since a name may hold anything.
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
      headers.set(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + encoded);
    }
    String etag = text(first, "etag");
    if (!etag.isEmpty()) {
      headers.set(HttpHeaders.ETAG, etag);
    }
    long size = number(first, "size");
    long offset = number(first, "offset");
    if (range != null && offset >= size) {
      response.setStatusCode(416);
      headers.set("content-range", "bytes */" + size);
      left = 0;
    } else {
      long rest = Math.max(0, size - offset);
      left = range == null || range.length() == 0 ? rest : Math.min(rest, range.length());
      if (range != null) {
        response.setStatusCode(206);
        headers.set("content-range", "bytes " + offset + "-" + (offset + left - 1) + "/" + size);
      }
    }
    headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(left));
  }

  private static String text(Message item, String name) {
    FieldDescriptor field = item.getDescriptorForType().findFieldByName(name);
    return field == null ? "" : item.getField(field).toString();
  }

  private static long number(Message item, String name) {
    FieldDescriptor field = item.getDescriptorForType().findFieldByName(name);
    return field == null ? 0 : ((Number) item.getField(field)).longValue();
  }

  @Override
  public void beat() {
    // Nothing can be said inside a body of known length; a reader that is slow is paced, not idle.
  }

  @Override
  public void end(Problem problem) {
    if (response.closed() || response.ended()) {
      return;
    }
    if (!started) {
      Answers.problem(
          request,
          problem != null ? problem : Problem.status(404, request.path()),
          exchange.traceId);
    } else if (problem != null || left != 0) {
      response.reset();
    } else {
      response.end();
    }
  }
}
