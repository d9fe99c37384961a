package io.muster.cli.audit;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster audit ls}. */
@Command(
    name = "ls",
    description = "Lists calls that changed something, or tried to, the newest first.",
    footer = {
      "",
      "Examples:",
      "  muster audit ls --since 24h --outcome failed",
      "  muster audit ls --user alice --event 'node.*' -o json"
    })
final class AuditList extends ClientCommand {
  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description =
          "Not before: how long ago, such as 24h, or a time such as 2026-01-31T08:00:00Z.")
  private String since = "";

  @Option(names = "--until", paramLabel = "WHEN", description = "Before; as --since.")
  private String until = "";

  @Option(names = "--user", paramLabel = "NAME", description = "Only of this caller.")
  private String user = "";

  @Option(
      names = "--event",
      paramLabel = "EVENT",
      description = "Only this event, such as job.submit, or those that begin so: 'node.*'.")
  private String event = "";

  @Option(
      names = "--outcome",
      paramLabel = "HOW",
      description = "ok, failed, unknown, or the code of a failure such as denied.")
  private String outcome = "";

  @Option(
      names = "--object",
      paramLabel = "ID",
      description = "Only about this node, job, file or other thing.")
  private String object = "";

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Only with this text in the request, the message, the caller or the address.")
  private String text = "";

  @Option(names = "--trace", paramLabel = "ID", description = "Only of this trace id.")
  private String trace = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default 50, 0 is all.")
  private int limit = 50;

  @Override
  protected int run(Api api) {
    Instant now = Instant.now();
    List<Fields> entries =
        list(
            api,
            "entries",
            Math.max(0, limit),
            AuditCommands.PATH,
            "since",
            Moment.of("--since", since, now),
            "until",
            Moment.of("--until", until, now),
            "user",
            user,
            "event",
            event,
            "outcome",
            outcome,
            "object",
            object,
            "text",
            text,
            "traceId",
            trace);
    print(values(entries), () -> draw(entries));
    return Exit.OK;
  }

  private static void draw(List<Fields> entries) {
    Table table = new Table("SEQ", "AT", "BY", "FROM", "EVENT", "OUTCOME", "NODES", "ABOUT");
    for (Fields entry : entries) {
      String at = entry.text("at");
      table.row(
          entry.text("seq"),
          at.length() > 19 ? at.substring(0, 19) + "Z" : at,
          entry.text("caller"),
          entry.text("address"),
          entry.text("event"),
          entry.text("outcome") + (entry.number("count") > 1 ? " ×" + entry.text("count") : ""),
          entry.text("targetCount"),
          !entry.text("message").isEmpty()
              ? entry.text("object") + " " + entry.text("message")
              : entry.text("object"));
    }
    table.print(System.out);
  }
}
