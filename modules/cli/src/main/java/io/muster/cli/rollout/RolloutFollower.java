package io.muster.cli.rollout;

import io.muster.cli.api.Api;
import io.muster.cli.api.RolloutEvents;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Terminal;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Shows a rollout while it goes on: on a terminal the picture is drawn anew with every event,
 * elsewhere every event is a line.
 */
final class RolloutFollower {
  private static final long REDRAW_NANOS = 200_000_000L;

  private final Api api;
  private final String id;
  private final boolean redraw = Terminal.output() && !"dumb".equals(System.getenv("TERM"));
  private final boolean quiet;
  private int lines;
  private long drawnAt;

  /**
   * Makes one.
   *
   * @param quiet prints nothing, for output that is for programs
   */
  RolloutFollower(Api api, String id, boolean quiet) {
    this.api = api;
    this.id = id;
    this.quiet = quiet;
  }

  /** Follows it until the rollout is as wanted, or over; returns it as it is then. */
  Fields until(Predicate<Fields> enough) {
    try (RolloutEvents events = new RolloutEvents(api.another(), id, 0)) {
      Fields rollout = get();
      long seen = 0;
      while (true) {
        Fields event = events.next();
        boolean last = event == null;
        if (!last) {
          seen = event.number("seq");
          show(event);
        }
        if (last || seen >= rollout.number("lastEvent")) {
          rollout = get();
          picture(rollout, false);
        }
        boolean caughtUp = last || seen >= rollout.number("lastEvent");
        if (caughtUp && (RolloutCommands.ended(rollout) || enough.test(rollout))) {
          picture(rollout, true);
          return rollout;
        }
      }
    }
  }

  private Fields get() {
    return api.get(RolloutCommands.path(id, ""));
  }

  private void show(Fields event) {
    if (quiet || redraw) {
      return;
    }
    for (Fields note : event.objects("notes")) {
      String by = !event.text("by").isEmpty() ? " by " + event.text("by") : "";
      String text = !note.text("text").isEmpty() ? ": " + note.text("text") : "";
      System.out.println(time(event) + " " + note.text("kind") + by + text);
    }
    for (Fields node : event.objects("nodes")) {
      if (!node.text("message").isEmpty()) {
        System.out.println(
            time(event)
                + " "
                + node.text("nodeId")
                + " "
                + node.text("state")
                + ": "
                + node.text("message"));
      }
    }
    System.out.flush();
  }

  private static String time(Fields event) {
    String at = event.text("at");
    return at.length() >= 19 ? at.substring(11, 19) : at;
  }

  private void picture(Fields rollout, boolean last) {
    long now = System.nanoTime();
    if (quiet || !redraw && !last || !last && now - drawnAt < REDRAW_NANOS) {
      return;
    }
    drawnAt = now;
    int columns = redraw ? Terminal.columns() : Integer.MAX_VALUE;
    String text = RolloutPicture.draw(rollout, Instant.now(), columns);
    if (redraw && lines > 0) {
      System.out.print("\033[" + lines + "A\033[J");
    }
    System.out.print(text);
    System.out.flush();
    lines = (int) text.chars().filter(c -> c == '\n').count();
  }
}
