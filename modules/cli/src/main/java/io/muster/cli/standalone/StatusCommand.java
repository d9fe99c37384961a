package io.muster.cli.standalone;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import io.muster.cli.output.Table;
import io.muster.local.standalone.StandaloneStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows what runs of the standalone; exit code 1 unless everything does and has room to write.",
    footer = {"", "Examples:", "  muster status", "  muster status -o json"})
final class StatusCommand implements Callable<Integer> {
  private static final long MB = 1024 * 1024;

  @Mixin private DataOption data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      description = "How to print it.",
      defaultValue = "table")
  private Format format;

  @Override
  public Integer call() {
    StandaloneStatus status =
        StandaloneStatus.of(data.path())
            .orElseThrow(
                () ->
                    new CliException(
                        Exit.FAILED,
                        "there is no standalone in " + data.path() + "; muster up makes one"));
    if (format == Format.table) {
      table(status);
    } else {
      Printer.print(System.out, format, value(status));
    }
    return status.healthy() ? Exit.OK : Exit.FAILED;
  }

  private static void table(StandaloneStatus status) {
    Table table = new Table("COMPONENT", "PID", "PORT", "RSS", "UPTIME", "STATE");
    for (StandaloneStatus.Row row : status.rows()) {
      boolean runs = row.pid().isPresent();
      table.row(
          row.name(),
          row.pid().map(String::valueOf).orElse(""),
          text(row.port()),
          runs ? row.residentBytes() / MB + " MB" : "",
          runs ? text(row.uptime()) : "",
          row.state());
    }
    table.print(System.out);
    if (status.diskFull()) {
      System.out.printf(
          "the disk of %s has %d MB left and %d MB are needed: make room%n",
          status.data(), status.freeBytes() / MB, status.neededBytes() / MB);
    }
  }

  private static String text(OptionalInt port) {
    return port.isPresent() ? String.valueOf(port.getAsInt()) : "";
  }

  private static String text(Duration uptime) {
    if (uptime.toDays() > 0) {
      return uptime.toDays() + "d" + uptime.toHoursPart() + "h";
    }
    if (uptime.toHours() > 0) {
      return uptime.toHours() + "h" + uptime.toMinutesPart() + "m";
    }
    return uptime.toMinutes() > 0
        ? uptime.toMinutes() + "m" + uptime.toSecondsPart() + "s"
        : uptime.toSeconds() + "s";
  }

  private static Map<String, Object> value(StandaloneStatus status) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("data", status.data().toString());
    value.put("supervisorPid", status.supervisor().orElse(null));
    value.put("servers", status.servers());
    value.put("bridges", status.bridges());
    List<Map<String, Object>> components =
        status.rows().stream().map(StatusCommand::value).toList();
    value.put("diskFreeBytes", status.freeBytes());
    value.put("diskFull", status.diskFull());
    value.put("components", components);
    return value;
  }

  private static Map<String, Object> value(StandaloneStatus.Row row) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("name", row.name());
    value.put("state", row.state());
    value.put("pid", row.pid().orElse(null));
    value.put("port", row.port().isPresent() ? row.port().getAsInt() : null);
    value.put("rssBytes", row.residentBytes());
    value.put("uptimeSeconds", row.uptime().toSeconds());
    return value;
  }
}
