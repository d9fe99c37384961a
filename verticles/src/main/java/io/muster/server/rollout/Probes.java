package io.muster.server.rollout;

import io.muster.protocol.v1.PrometheusCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks from the control plane whether something is well. Every method awaits, and says what is
 * wrong, or nothing.
 */
final class Probes {
  private static final int CONNECT_MS = 5_000;

  private final Vertx vertx;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(CONNECT_MS)).build();
  private final NetClient net;

  Probes(Vertx vertx) {
    this.vertx = vertx;
    this.net = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MS));
  }

  /** Something accepts connections at {@code host:port}. */
  String tcp(String address, Duration limit) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replace("[", "").replace("]", "");
    try {
      net.connect(Integer.parseInt(address.substring(colon + 1)), host)
          .timeout(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
          .await()
          .close();
      return "";
    } catch (Exception e) {
      return "nothing accepts a connection at " + address + ": " + e.getMessage();
    }
  }

  /** A GET is answered with 2xx. */
  String http(String url, Duration limit) {
    try {
      int status = get(url, limit, BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? "" : url + " answered " + status;
    } catch (Exception e) {
      return url + " did not answer: " + reason(e);
    }
  }

  /** Every value of a query's answer compares well with the threshold. */
  String prometheus(PrometheusCheck check, Duration limit) {
    String base = check.getUrl().replaceFirst("/+$", "");
    String url =
        base + "/api/v1/query?query=" + URLEncoder.encode(check.getQuery(), StandardCharsets.UTF_8);
    try {
      HttpResponse<String> answer = get(url, limit, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        return base + " answered " + answer.statusCode() + " to " + check.getQuery();
      }
      return judge(check, values(new JsonObject(answer.body()).getJsonObject("data")));
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      return base + " answered what no Prometheus does";
    } catch (Exception e) {
      return base + " did not answer: " + reason(e);
    }
  }

  static List<Double> values(JsonObject data) {
    JsonArray result = data.getJsonArray("result");
    if (data.getString("resultType").equals("scalar")) {
      return List.of(number(result.getString(1)));
    }
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      values.add(number(result.getJsonObject(i).getJsonArray("value").getString(1)));
    }
    return values;
  }

  /** As Prometheus writes numbers. */
  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  static String judge(PrometheusCheck check, List<Double> values) {
    if (values.isEmpty()) {
      return check.getQuery() + " returns nothing";
    }
    for (double value : values) {
      if (!holds(value, check.getOp(), check.getThreshold())) {
        return "%s is %s, not %s %s"
            .formatted(check.getQuery(), value, check.getOp(), check.getThreshold());
      }
    }
    return "";
  }

  private static boolean holds(double value, String op, double threshold) {
    return switch (op) {
      case "<" -> value < threshold;
      case "<=" -> value <= threshold;
      case ">" -> value > threshold;
      case ">=" -> value >= threshold;
      case "==" -> value == threshold;
      case "!=" -> value != threshold && !Double.isNaN(value);
      default -> false;
    };
  }

  private <T> HttpResponse<T> get(String url, Duration limit, BodyHandler<T> body) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(limit).GET().build();
    return Future.fromCompletionStage(http.sendAsync(request, body), vertx.getOrCreateContext())
        .await();
  }

  private static String reason(Throwable e) {
    Throwable cause = e instanceof java.util.concurrent.CompletionException ? e.getCause() : e;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
