package io.muster.agent.resources.file;

import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts back what a record says was there before. */
record Restoring(Bench bench, KeptRecord record) {
  /** Why it cannot be put back, or null. */
  String objection() {
    boolean needsContent = record.before().exists() && !record.before().sameContent(record.after());
    if (!needsContent) {
      return null;
    }
    if (!record.missing().isEmpty()) {
      return "the content of before is not kept: " + record.missing();
    }
    return Files.exists(bench.kept.contentOf(record))
        ? null
        : "the content of before is not in " + bench.kept.contentOf(record) + " any more";
  }

  Content old() {
    Shape before = record.before();
    return new Content.OnDisk(bench.kept.contentOf(record), before.sha256(), before.size());
  }

  /** {@code seen} is what is there now, and stays the condition until the rename. */
  void restore(Seen seen) throws IOException {
    String objection = objection();
    if (objection != null) {
      throw WorkEnded.failed(objection);
    }
    Path path = record.path();
    if (!record.before().exists()) {
      Files.deleteIfExists(path);
      Durable.sync(path.getParent());
      List<Path> folders = record.madeFolders().stream().map(Path::of).toList();
      Target.removeFolders(folders);
    } else if (record.before().sameContent(record.after())) {
      Attributes.of(record.before()).on(path);
      Durable.sync(path);
    } else {
      try {
        bench.placement.put(path, seen, old(), Attributes.of(record.before()), temporary -> {});
      } catch (Placement.WrongContent e) {
        throw WorkEnded.failed(
            "what was kept of before is damaged on the disk: " + bench.kept.contentOf(record));
      }
    }
  }
}
