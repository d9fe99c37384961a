package io.muster.cli.rollout;

import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A rollout as a person sees it. */
final class RolloutPicture {
  private static final int BAR = 20;
  private static final List<String> STATES =
      List.of(
          "succeeded",
          "failed",
          "started",
          "waiting",
          "skipped",
          "undoing",
          "undone",
          "undo_failed");

  private RolloutPicture() {}

  /** Where it stands, in a line. */
  static String headline(Fields rollout) {
    String batches =
        rollout.objects("batches").isEmpty()
            ? ""
            : ", batch %d of %d"
                .formatted(rollout.number("batch"), rollout.objects("batches").size());
    String reason = !rollout.text("reason").isEmpty() ? ": " + rollout.text("reason") : "";
    return "rollout %s is %s%s%s"
        .formatted(rollout.text("name"), rollout.text("state"), batches, reason);
  }

  static String tally(Fields nodes) {
    List<String> parts = new ArrayList<>();
    for (String state : STATES) {
      if (nodes.number(state) > 0) {
        parts.add(nodes.number(state) + " " + state);
      }
    }
    return String.join(", ", parts);
  }

  /** The whole of it, lines with their ends. */
  static String draw(Fields rollout, Instant now, int columns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    out.println(headline(rollout));
    Table table = new Table("BATCH", "NODES", "AT ONCE", "PROGRESS", "TALLY");
    for (Fields batch : rollout.objects("batches")) {
      table.row(
          (batch.number("number") == rollout.number("batch") ? ">" : "") + batch.text("number"),
          batch.text("total"),
          batch.text("parallel"),
          bar(batch),
          tally(batch.object("nodes")));
    }
    table.print(out, columns);
    out.println(summary(rollout, now));
    String hint = hint(rollout);
    if (!hint.isEmpty()) {
      out.println(hint);
    }
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String bar(Fields batch) {
    Fields nodes = batch.object("nodes");
    long total = Math.max(1, batch.number("total"));
    int good = (int) (nodes.number("succeeded") * BAR / total);
    long bad = nodes.number("failed") + nodes.number("undo_failed");
    int failed = (int) Math.min(BAR - good, (bad * BAR + total - 1) / total);
    int busy =
        (int)
            Math.min(
                BAR - good - failed,
                (nodes.number("started") + nodes.number("undoing")) * BAR / total);
    int rest = BAR - good - failed - busy;
    return "[" + "#".repeat(good) + "!".repeat(failed) + "~".repeat(busy) + ".".repeat(rest) + "]";
  }

  private static String summary(Fields rollout, Instant now) {
    Fields nodes = rollout.object("nodes");
    long done = nodes.number("succeeded") + nodes.number("failed") + nodes.number("undone");
    String line = "%d of %d nodes: %s".formatted(done, rollout.number("total"), tally(nodes));
    Instant start = Instant.parse(rollout.text("createdAt"));
    Instant end = rollout.has("finishedAt") ? Instant.parse(rollout.text("finishedAt")) : now;
    double seconds = Math.max(0.001, Duration.between(start, end).toMillis() / 1000.0);
    return line + String.format(Locale.ROOT, "; %.1f s, %.1f nodes/s", seconds, done / seconds);
  }

  private static String hint(Fields rollout) {
    String name = rollout.text("name");
    if (rollout.text("state").equals("paused")) {
      return "to go on: muster rollout resume " + name;
    }
    return switch (rollout.text("gate")) {
      case "approval" -> "to go on: muster rollout promote " + name;
      case "" -> "";
      default ->
          rollout.has("gateUntil") ? "until " + rollout.text("gateUntil") + " at the latest" : "";
    };
  }
}
