package io.muster.cli.file;

import io.muster.cli.CliException;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where a file goes on nodes and how, for every command that puts one there. */
public final class FilePlacement {
  @Option(names = "--dest", paramLabel = "PATH", description = "Its place on the nodes, absolute.")
  private String dest;

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

  String dest() {
    return dest;
  }

  /** True when an option of it was used. */
  public boolean given() {
    return dest != null || !fields().isEmpty() || sha256 != null;
  }

  /** Refuses what does not fit together. */
  public void check() {
    if (dest == null) {
      throw CliException.usage("--dest is missing: give the file's place on the nodes");
    }
    if (!dest.startsWith("/") || dest.endsWith("/")) {
      throw CliException.usage("--dest is '" + dest + "', not the absolute path of a file");
    }
    if (!variables.isEmpty() && !template) {
      throw CliException.usage("--var is for templates; add --template");
    }
  }

  Source source(String src, Progress progress) {
    return Source.read(src, sha256, progress);
  }

  /**
   * Uploads a local file where it is missing, and says what is to be made of it, as the API's
   * FileWork.
   */
  public Map<String, Object> work(Api api, String src) {
    Progress progress = new Progress(src);
    Source source = source(src, progress);
    Fields file = new Uploader(api, progress).upload(source);
    Map<String, Object> work = new LinkedHashMap<>(fields());
    work.put("sha256", source.sha256());
    work.put("name", file.text("name"));
    return work;
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    RunOptions.put(fields, "path", dest);
    RunOptions.put(fields, "mode", mode);
    RunOptions.put(fields, "owner", owner);
    RunOptions.put(fields, "validate", validate);
    RunOptions.put(fields, "reload", reload);
    if (template) {
      fields.put("template", true);
      fields.put("variables", variables);
    }
    if (makeParents) {
      fields.put("makeParents", true);
    }
    if (followSymlink) {
      fields.put("followSymlink", true);
    }
    return fields;
  }
}
