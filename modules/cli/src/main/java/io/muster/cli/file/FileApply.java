package io.muster.cli.file;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Targets;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
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
      names = "--dest",
      required = true,
      paramLabel = "PATH",
      description = "Its place on the nodes, absolute.")
  private String dest;

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

  @Option(
      names = "--sha256",
      paramLabel = "HASH",
      description = "Refuse when the file here has another hash.")
  private String sha256;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Octal, such as 0644; default as it is, 0644 for a new file.")
  private String mode;

  @Option(
      names = "--owner",
      paramLabel = "U[:G]",
      description = "User and group; default as they are.")
  private String owner;

  @Option(
      names = "--template",
      description = "Render it on each node with its id, labels, facts, configuration and --var.")
  private boolean template;

  @Option(names = "--var", paramLabel = "K=V", description = "A variable of the template.")
  private Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--validate",
      paramLabel = "CMD",
      description = "Checks the new file, $MUSTER_FILE, before it is put in place.")
  private String validate;

  @Option(
      names = "--reload",
      paramLabel = "CMD",
      description = "Runs after a change; when it fails the old file is put back.")
  private String reload;

  @Option(names = "--make-parents", description = "Make the folders above it.")
  private boolean makeParents;

  @Option(
      names = "--follow-symlink",
      description = "When PATH is a symbolic link, write what it points to.")
  private boolean followSymlink;

  @Mixin private RunOptions run;

  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    check();
    String nodes = Targets.of(target);
    Map<String, Object> body = run.body(nodes);
    Progress progress = new Progress(src);
    Source source = Source.read(src, sha256, progress);
    try (Api api = client.api()) {
      Fields file = new Uploader(api, progress).upload(source);
      fill(body);
      return run.run(
          api,
          FileCommands.path(file.text("id"), "/distribute"),
          body,
          target,
          Map.of("file", Map.of("path", dest, "sha256", source.sha256())),
          "put " + src + " at " + dest);
    }
  }

  private void check() {
    if (!dest.startsWith("/") || dest.endsWith("/")) {
      throw CliException.usage("--dest is '" + dest + "', not the absolute path of a file");
    }
    if (!variables.isEmpty() && !template) {
      throw CliException.usage("--var is for templates; add --template");
    }
  }

  private void fill(Map<String, Object> body) {
    body.put("path", dest);
    RunOptions.put(body, "mode", mode);
    RunOptions.put(body, "owner", owner);
    RunOptions.put(body, "validate", validate);
    RunOptions.put(body, "reload", reload);
    if (template) {
      body.put("template", true);
      body.put("variables", variables);
    }
    if (makeParents) {
      body.put("makeParents", true);
    }
    if (followSymlink) {
      body.put("followSymlink", true);
    }
  }
}
