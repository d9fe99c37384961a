package io.muster.cli.file;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster file gc}. */
@Command(
    name = "gc",
    description = "Removes content that no file and no running job refers to.",
    footer = {"", "Example:", "  muster file gc --dry-run"})
final class FileGc extends ClientCommand {
  private static final List<String> COUNTS = List.of("uploads", "artifacts", "chunks", "bytes");

  @Option(names = "--dry-run", description = "Only say what would be removed.")
  private boolean dryRun;

  @Override
  protected int run(Api api) {
    Map<String, Object> sums = new LinkedHashMap<>();
    Fields part;
    do {
      part = api.harmless("POST", FileCommands.FILES + "/gc", Map.of("dryRun", dryRun));
      for (String count : COUNTS) {
        sums.merge(count, part.number(count), (a, b) -> (Long) a + (Long) b);
      }
    } while (part.flag("more"));
    sums.put("dryRun", dryRun);
    print(sums, () -> say(new Fields(sums)));
    return Exit.OK;
  }

  private void say(Fields sums) {
    System.out.println(
        (dryRun ? "would remove " : "removed ")
            + sums.number("artifacts")
            + " contents and "
            + sums.number("uploads")
            + " unfinished uploads: "
            + sums.number("chunks")
            + " chunks, "
            + Progress.size(sums.number("bytes")));
  }
}
