package io.muster.cli.job;

import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** For programs: one JSON or YAML document when the job is over. */
final class DataView implements JobView {
  private final PrintStream out;
  private final Display display;
  private final Format format;

  DataView(PrintStream out, Display display, Format format) {
    this.out = out;
    this.display = display;
    this.format = format;
  }

  @Override
  public void output(NodeRun run, Chunk chunk) {
    if (display != Display.none) {
      run.keep(chunk);
    }
  }

  @Override
  public void finish(Fields job, Collection<NodeRun> runs, Tally tally, long millis) {
    List<NodeRun> sorted =
        runs.stream()
            .filter(run -> display == Display.none || display.shows(run))
            .sorted(Comparator.comparing(run -> run.nodeId))
            .toList();
    try {
      if (format == Format.json) {
        ResultWriter.json(out, job.map(), sorted);
      } else {
        Printer.print(out, format, document(job, sorted));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> document(Fields job, List<NodeRun> runs) throws IOException {
    List<Object> tasks = new ArrayList<>();
    for (NodeRun run : runs) {
      Map<String, Object> task = ResultWriter.task(run);
      ResultWriter.put(task, "stdout", run.out, run.outDropped);
      ResultWriter.put(task, "stderr", run.err, run.errDropped);
      tasks.add(task);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", job.map());
    document.put("tasks", tasks);
    return document;
  }
}
