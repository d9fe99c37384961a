package io.muster.cli.job;

import io.muster.cli.api.JobEvents.Event;
import io.muster.cli.json.Fields;
import java.io.PrintStream;
import java.util.Collection;

/** For programs that read along: each event as it came, one a line. */
final class LinesView implements JobView {
  private final PrintStream out;

  LinesView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void event(Event event) {
    out.write(event.line(), 0, event.line().length);
    out.write('\n');
    out.flush();
  }

  @Override
  public void output(NodeRun run, Chunk chunk) {}

  @Override
  public void finish(Fields job, Collection<NodeRun> runs, Tally tally, long millis) {
    out.flush();
  }
}
