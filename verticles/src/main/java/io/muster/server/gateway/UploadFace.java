package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.v1.UploadPart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** Uploads over HTTP: the raw body, or one file of a form. Neither is ever in memory as a whole. */
final class UploadFace {
  private final Vertx vertx;
  private final Calls calls;

  UploadFace(Vertx vertx, Calls calls) {
    this.vertx = vertx;
    this.calls = calls;
  }

  void take(HttpServerRequest request, Exchange exchange, Message bound) {
    UploadPart head = (UploadPart) bound;
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    Intake intake =
        new Intake(vertx, calls, exchange, () -> pause(request), () -> Answers.resume(request));
    request.exceptionHandler(intake::fail);
    if (form) {
      form(request, head, intake);
    } else {
      intake.head(head.getName(), head.getSha256());
      request.handler(intake::data);
      request.endHandler(end -> intake.end(""));
    }
    intake
        .result()
        .onSuccess(
            file -> {
              Answers.json(request, 200, Json.print(file));
              calls.ended(exchange, null);
            })
        .onFailure(error -> refuse(request, exchange, error));
    if (form) {
      Answers.resume(request);
    }
  }

  private static void pause(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.pause();
    }
  }

  private static void form(HttpServerRequest request, UploadPart head, Intake intake) {
    request.setExpectMultipart(true);
    boolean[] seen = {false};
    request.uploadHandler(
        file -> {
          if (seen[0]) {
            intake.fail(Problem.invalid("the form has more than one file; send one at a time"));
            return;
          }
          seen[0] = true;
          intake.head(head.getName().isEmpty() ? name(file) : head.getName(), head.getSha256());
          file.handler(intake::data);
          file.exceptionHandler(intake::fail);
        });
    request.endHandler(
        end -> {
          if (seen[0]) {
            String late = request.getFormAttribute("sha256");
            intake.end(late == null ? "" : late);
          } else {
            intake.fail(Problem.invalid("the form has no file; send one, such as curl -F file=@F"));
          }
        });
  }

  /** Browsers of old sent whole paths. */
  private static String name(HttpServerFileUpload file) {
    String name = file.filename() == null ? "" : file.filename();
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** What still comes of the body is of no use, and may be gigabytes. */
  private void refuse(HttpServerRequest request, Exchange exchange, Throwable error) {
    Problem problem = Problem.of(error, exchange.method.address());
    calls.ended(exchange, problem);
    boolean unread = !request.isEnded();
    Future<Void> sent = Answers.problem(request, problem, exchange.traceId);
    if (unread) {
      sent.onComplete(done -> Answers.stopReading(request));
    }
  }
}
