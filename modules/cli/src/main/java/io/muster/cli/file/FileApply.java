package io.muster.cli.file;

import io.muster.cli.ClientOptions;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster file apply}. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    sortOptions = false,
    description = "Puts a file on nodes, where it is not so already.",
    footer = {
      "",
      "The file is always written beside its place, checked and renamed: nobody sees half of it.",
      "What was there is kept for 'muster file rollback'.",
      "",
      "Examples:",
      "  muster file apply --src app.conf --dest /etc/app.conf -t 'labels[\"role\"] == \"web\"' --plan",
      "  muster file apply --src nginx.conf --dest /etc/nginx/nginx.conf -t web-[1-20] --batch 5 \\",
      "      --validate 'nginx -t -c $MUSTER_FILE' --reload 'systemctl reload nginx'",
      "  muster file apply --src motd.tpl --dest /etc/motd -t all --template --var team=ops",
      "",
      "Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 3 no node matched, 4 unknown,",
      "timed out or expired somewhere, 5 not reachable or not allowed. Ctrl-C cancels the job."
    })
public final class FileApply implements Callable<Integer> {
  @Option(names = "--src", required = true, paramLabel = "FILE", description = "The file here.")
  private String src;

  @Option(
      names = {"-t", "--target"},
      required = true,
      paramLabel = "TARGET",
      description = "The nodes: a CEL expression, ids with commas (or web-[1-20]), or all.")
  private String target;

  @Option(
      names = "--atomic",
      description = "Always so: written beside its place, checked, renamed.")
  private boolean atomic;

  @Mixin private FilePlacement placement;

  @Mixin private RunOptions run;

  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    placement.check();
    String nodes = Targets.of(target);
    Map<String, Object> body = run.body(nodes);
    Progress progress = new Progress(src);
    Source source = placement.source(src, progress);
    try (Api api = client.api()) {
      Fields file = new Uploader(api, progress).upload(source);
      body.putAll(placement.fields());
      return run.run(
          api,
          FileCommands.path(file.text("id"), "/distribute"),
          body,
          target,
          Map.of("file", Map.of("path", placement.dest(), "sha256", source.sha256())),
          "put " + src + " at " + placement.dest());
    }
  }
}
