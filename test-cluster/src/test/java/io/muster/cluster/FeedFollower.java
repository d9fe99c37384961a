package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Follows the change feed over SSE, from node to node, each time after the last event it saw. */
final class FeedFollower implements AutoCloseable {
  private final ClusterClient client;
  private final String subjects;
  private final Thread thread;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private volatile Stream<String> reading;
  private volatile String last;
  private volatile boolean closed;
  private int server;

  FeedFollower(ClusterClient client, String subjects, int server) {
    this.client = client;
    this.subjects = URLEncoder.encode(subjects, StandardCharsets.UTF_8);
    this.server = server;
    this.thread = Thread.ofVirtual().name("feed").start(this::run);
  }

  private void run() {
    while (!closed) {
      String path = "/api/v1/events?subjects=" + subjects + (last == null ? "" : "&after=" + last);
      HttpRequest request =
          client.request(server, path).header("Accept", "text/event-stream").build();
      try {
        HttpResponse<Stream<String>> answer = client.http().send(request, BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
          reading = lines;
          lines.forEach(this::line);
        }
      } catch (IOException | RuntimeException e) {
        // the next node is asked
      } catch (InterruptedException e) {
        return;
      }
      server = (server + 1) % client.servers();
    }
  }

  private void line(String line) {
    if (line.startsWith("data: {\"id\"")) {
      try {
        JsonNode event = ClusterClient.JSON.readTree(line.substring("data: ".length()));
        last = event.path("id").asText();
        events.add(event);
      } catch (IOException e) {
        throw new IllegalStateException(line, e);
      }
    }
  }

  /** Whether the feed has begun. */
  boolean began() {
    return last != null;
  }

  /** {@code subject object} of every event but those about the feed itself, as they came. */
  List<String> told() {
    return events.stream()
        .filter(event -> !event.path("subject").asText().startsWith("feed."))
        .map(event -> event.path("subject").asText() + " " + event.path("object").asText())
        .toList();
  }

  List<JsonNode> events() {
    return List.copyOf(events);
  }

  boolean sawGap() {
    return events.stream().anyMatch(event -> event.path("subject").asText().equals("feed.gap"));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (reading != null) {
      reading.close();
    }
  }
}
