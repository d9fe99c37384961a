package io.muster.cli.job;

import io.muster.cli.json.Fields;
import io.muster.cli.output.NodeRanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For people. A single node's output goes straight through. Of several nodes, those that still run
 * half a second after they began to print are shown line by line as it comes; the output of the
 * others is folded at the end, one block for all nodes that printed the same.
 */
final class TableView implements JobView {
  private static final long PATIENCE_NANOS = 500_000_000L;

  private final Display display;
  private final boolean single;
  private final Screen screen;
  private final Deque<NodeRun> patient = new ArrayDeque<>();
  private final Map<String, Block> blocks = new HashMap<>();
  private final Map<NodeRun, LiveLines> live = new HashMap<>();

  TableView(Display display, boolean single, Screen screen) {
    this.display = display;
    this.single = single;
    this.screen = screen;
  }

  /** Nodes that ended alike: the first one's output stands for all. */
  private record Block(NodeRun run, List<String> nodes) {}

  @Override
  public void output(NodeRun run, Chunk chunk) {
    if (display == Display.none) {
      return;
    }
    if (single && display == Display.all) {
      run.live = true;
      screen.write(chunk.error(), chunk.bytes());
      return;
    }
    if (run.live) {
      live.get(run).add(chunk);
      return;
    }
    run.keep(chunk);
    if (run.firstOutput == 0) {
      run.firstOutput = System.nanoTime();
      patient.add(run);
    }
  }

  @Override
  public void tick(Tally tally) {
    long now = System.nanoTime();
    while (!patient.isEmpty()
        && (patient.peek().ended() || now - patient.peek().firstOutput > PATIENCE_NANOS)) {
      NodeRun run = patient.poll();
      if (!run.ended() && display == Display.all) {
        goLive(run);
      }
    }
    screen.progress(tally);
  }

  private void goLive(NodeRun run) {
    run.live = true;
    LiveLines lines = new LiveLines(run.nodeId, screen);
    live.put(run, lines);
    lines.replay(false, run.out);
    lines.replay(true, run.err);
    run.out.drop();
    run.err.drop();
  }

  @Override
  public void ended(NodeRun run) {
    LiveLines lines = live.remove(run);
    if (lines != null) {
      lines.end();
    }
    if (run.live) {
      if (!run.succeeded()) {
        screen.note(run.nodeId + ": " + run.outcome());
      }
      return;
    }
    if (display.shows(run)) {
      fold(run);
    } else {
      run.out.drop();
      run.err.drop();
    }
  }

  private void fold(NodeRun run) {
    String key = run.outcome() + "|" + run.out.key() + "|" + run.err.key();
    Block block = blocks.get(key);
    if (block == null) {
      blocks.put(key, new Block(run, new ArrayList<>(List.of(run.nodeId))));
    } else {
      block.nodes().add(run.nodeId);
      run.out.drop();
      run.err.drop();
    }
  }

  @Override
  public void note(String text) {
    screen.note(text);
  }

  @Override
  public void finish(Fields job, Collection<NodeRun> runs, Tally tally, long millis) {
    live.values().forEach(LiveLines::end);
    runs.stream()
        .filter(run -> !run.ended() && !run.live && run.out.size() + run.err.size() > 0)
        .filter(display::shows)
        .forEach(this::fold);
    screen.clear();
    blocks.values().stream()
        .sorted(
            Comparator.comparing((Block block) -> !block.run().succeeded())
                .thenComparing(block -> -block.nodes().size())
                .thenComparing(block -> block.run().nodeId))
        .forEach(this::draw);
    screen.last(
        tally.count("succeeded")
            + "/"
            + tally.total()
            + " nodes in "
            + millis
            + " ms: "
            + tally.words());
  }

  private void draw(Block block) {
    NodeRun run = block.run();
    boolean silent = run.out.size() + run.err.size() == 0;
    if (silent && run.succeeded()) {
      return;
    }
    if (!single || !run.succeeded()) {
      String names = NodeRanges.fold(block.nodes());
      screen.header(
          names, block.nodes().size(), run.outcome(), run.succeeded(), run.err.size() > 0);
    }
    try {
      screen.copy(false, run.out);
      screen.copy(true, run.err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
