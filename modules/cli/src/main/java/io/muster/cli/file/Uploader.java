package io.muster.cli.file;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Brings a file to the control plane: nothing of it when the content is there, and only what is
 * missing when an upload of it was interrupted.
 */
final class Uploader {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long CHECK_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long PAUSE_MS = 500;

  private final Api api;
  private final Progress progress;

  Uploader(Api api, Progress progress) {
    this.api = api;
    this.progress = progress;
  }

  /** The file as the control plane has it. */
  Fields upload(Source source) {
    Fields upload =
        api.harmless(
            "POST",
            FileCommands.FILES + "/uploads",
            Map.of(
                "name", source.name(),
                "size", Long.toString(source.size()),
                "sha256", source.sha256()));
    if (upload.has("file")) {
      return upload.object("file");
    }
    String path = FileCommands.FILES + "/uploads/" + Api.segment(upload.text("id"));
    int chunk = (int) upload.number("chunkSize");
    Set<String> received = new HashSet<>(upload.texts("received"));
    try {
      for (long at = 0; at < source.size(); at += chunk) {
        if (!received.contains(Long.toString(at))) {
          byte[] bytes = source.bytes(at, chunk);
          String place = path + "/chunks/" + at;
          patiently(PATIENCE_NANOS, () -> api.put(place, bytes));
        }
        progress.show("uploading", Math.min(source.size(), at + chunk), source.size());
      }
      return patiently(CHECK_NANOS, () -> api.harmless("POST", path + "/commit", Map.of()));
    } finally {
      progress.clear();
    }
  }

  /** A control plane that is away for a moment, or still reads what it was sent, is asked again. */
  private static Fields patiently(long nanos, Supplier<Fields> call) {
    long end = System.nanoTime() + nanos;
    while (true) {
      try {
        return call.get();
      } catch (CliException e) {
        boolean passing =
            e.exitCode() == Exit.UNREACHABLE
                && (e.code().isEmpty()
                    || e.code().equals("UNAVAILABLE")
                    || e.code().equals("BUSY"));
        if (!passing || System.nanoTime() > end) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(Exit.UNKNOWN, "interrupted; the same command goes on with the upload");
    }
  }
}
