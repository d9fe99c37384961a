package io.muster.cli.standalone;

import io.muster.cli.Exit;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import io.muster.cli.output.Table;
import io.muster.local.doctor.Doctor;
import io.muster.local.doctor.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Says what is installed, what is missing, and the command that mends it.",
    footer = {
      "",
      "Exit code 1 when something is missing that Muster cannot run without.",
      "",
      "Examples:",
      "  muster doctor",
      "  muster doctor -o json"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      description = "How to print it.",
      defaultValue = "table")
  private Format format;

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine(data.path());
    if (format == Format.table) {
      Table table = new Table("STATE", "WHAT", "REMEDY", "FOUND");
      findings.forEach(f -> table.row(text(f.state()), f.what(), f.remedy(), f.detail()));
      table.print(System.out);
    } else {
      Printer.print(System.out, format, findings.stream().map(DoctorCommand::value).toList());
    }
    boolean missing = findings.stream().anyMatch(f -> f.state() == Finding.State.MISSING);
    return missing ? Exit.FAILED : Exit.OK;
  }

  private static Map<String, Object> value(Finding finding) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("state", text(finding.state()));
    value.put("what", finding.what());
    value.put("detail", finding.detail());
    value.put("remedy", finding.remedy());
    return value;
  }

  private static String text(Finding.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
