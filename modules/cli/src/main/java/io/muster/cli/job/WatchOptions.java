package io.muster.cli.job;

import io.muster.cli.output.Format;
import picocli.CommandLine.Option;

/** Options of the commands that follow a job. */
public final class WatchOptions {
  /** The forms of output of a job. */
  public enum Form {
    table,
    json,
    jsonl,
    yaml
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; jsonl prints each event as it comes.")
  private Form form;

  @Option(
      names = "--display",
      paramLabel = "WHOSE",
      defaultValue = "all",
      description = "Whose output is shown: ${COMPLETION-CANDIDATES}; default all.")
  private Display display;

  Form form() {
    return form;
  }

  /** What shows a job of so many nodes. */
  JobView view(long nodes) {
    return switch (form) {
      case table -> new TableView(display, nodes == 1, Screen.ofProcess());
      case json -> new DataView(System.out, display, Format.json);
      case yaml -> new DataView(System.out, display, Format.yaml);
      case jsonl -> new LinesView(System.out);
    };
  }
}
