package io.muster.agent.resources.file;

import io.muster.agent.resource.Change;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What stands between a file as it is and as a task wants it. */
final class FileChange implements Change {
  private final FileRequest request;
  private final Bench bench;
  private final Work work;
  private final ReentrantLock lock;
  private final Target target;
  private Content content;
  private Attributes attributes;
  private Shape before;
  private boolean dressed;
  private boolean owed;

  private FileChange(
      FileRequest request, Bench bench, Work work, ReentrantLock lock, Target target) {
    this.request = request;
    this.bench = bench;
    this.work = work;
    this.lock = lock;
    this.target = target;
  }

  static FileChange observe(FileRequest request, Bench bench, Work work) {
    Target found = Target.of(request);
    ReentrantLock lock = bench.lock(found.path(), work);
    FileChange change = null;
    try {
      change = new FileChange(request, bench, work, lock, Target.of(request));
      change.look();
      return change;
    } catch (IOException e) {
      throw Trouble.with(found.path(), "cannot be read", e);
    } finally {
      if (change == null || change.before == null) {
        lock.unlock();
      }
    }
  }

  private void look() throws IOException {
    Path path = target.path();
    Owners owners = Owners.of(request.user(), request.group());
    attributes = Attributes.wanted(request, target.seen(), owners);
    dressed = target.seen().exists() && attributes.matches(path, target.seen());
    content = content();
    Shape shape = Shape.of(path, target.seen());
    owed = !request.file().getReload().isEmpty() && bench.owed.is(path, content.sha256());
    before = shape;
  }

  private Content content() {
    Content.Fetched fetched = new Content.Fetched(bench.host.blobs(), request.file(), work);
    if (!request.file().getTemplate()) {
      return fetched;
    }
    try (fetched) {
      int most = (int) bench.number("templateBytes");
      return new Rendering(bench.host, work.nodeId(), most).render(request, fetched);
    }
  }

  private boolean sameContent() {
    return before.sha256().equals(content.sha256());
  }

  @Override
  public boolean needed() {
    return !(sameContent() && dressed) || owed;
  }

  @Override
  public String summary() {
    return target.path()
        + (!needed()
            ? " is so already"
            : sameContent() && dressed ? " is so already, but not yet loaded" : " would change");
  }

  @Override
  public String diff() {
    Path path = target.path();
    try {
      StringBuilder text = new StringBuilder();
      target.missing().forEach(folder -> text.append("folder ").append(folder).append(": new\n"));
      if (!sameContent()) {
        text.append(Diff.of(request.path().toString(), old(), fresh()));
      }
      String words = attributes.words(path, target.seen());
      if (!words.isEmpty()) {
        text.append(request.path()).append(": ").append(words).append('\n');
      }
      return text.isEmpty() ? path + ": would be reloaded\n" : text.toString();
    } catch (IOException e) {
      throw Trouble.with(path, "cannot be read", e);
    }
  }

  private Diff.Side old() throws IOException {
    if (!before.exists()) {
      return Diff.Side.ABSENT;
    }
    boolean small = before.size() <= bench.number("diffBytes");
    byte[] data = small ? Files.readAllBytes(target.path()) : null;
    return new Diff.Side(true, before.size(), before.sha256(), data);
  }

  private Diff.Side fresh() {
    boolean small = content.size() <= bench.number("diffBytes");
    byte[] data =
        !small
            ? null
            : switch (content) {
              case Content.Bytes bytes -> bytes.data();
              case Content.Fetched fetched -> fetched.bytes();
              default -> null;
            };
    return new Diff.Side(true, content.size(), content.sha256(), data);
  }

  @Override
  public String apply() {
    work.check();
    Path path = target.path();
    try {
      String words = attributes.words(path, target.seen());
      String done = "loaded, which a crash had prevented";
      KeptRecord record = null;
      if (!sameContent()) {
        record = write();
        done = (before.exists() ? "replaced, " : "made, ") + content.size() + " bytes";
        done += words.isEmpty() ? "" : ", " + words;
      } else if (!dressed) {
        record = dress();
        done = words;
      }
      String reloaded = new Reloading(bench, work, request.file().getReload(), path).after(record);
      bench.kept.trim(bench.bounds());
      bench.steps.took(Step.DONE);
      return request.path() + ": " + done + (words(path)) + reloaded;
    } catch (IOException e) {
      throw Trouble.with(path, "cannot be changed", e);
    }
  }

  private String words(Path path) {
    String via = path.equals(request.path()) ? "" : " (at " + path + ")";
    int links = target.seen().links();
    return sameContent() || links < 2
        ? via
        : via + "; its " + (links - 1) + " other hard links keep the old content";
  }

  private KeptRecord write() {
    target.makeFolders();
    KeptRecord[] record = new KeptRecord[1];
    try {
      put(record);
      return record[0];
    } catch (RuntimeException | Error e) {
      Target.removeFolders(target.missing());
      forget(record[0]);
      throw e;
    }
  }

  private void put(KeptRecord[] record) {
    try {
      bench.placement.put(
          target.path(),
          target.seen(),
          content,
          attributes,
          temporary -> {
            validate(temporary);
            bench.steps.took(Step.VALIDATED);
            record[0] = keep(Seen.at(temporary), content.sha256());
          });
    } catch (Placement.WrongContent e) {
      if (!content.wrong()) {
        throw WorkEnded.failed(
            content instanceof Content.Fetched fetched
                ? target.path() + " is untouched: " + fetched.wrongWords()
                : target.path() + " is untouched: what was written could not be read back");
      }
      put(record);
    }
  }

  private void validate(Path temporary) {
    String line = request.file().getValidate();
    if (line.isEmpty()) {
      return;
    }
    Work.Ran ran = new Commands(work).run(line, temporary);
    if (!ran.succeeded()) {
      String words = Commands.words(ran, temporary, target.path());
      throw new WorkEnded(ran.finished().toBuilder().clearExitCode().clearSignal().build())
          .saying(target.path() + " is untouched: the new content is not valid: " + words);
    }
  }

  /** What was there is written down before anything changes. */
  private KeptRecord keep(Seen fresh, String sha256) throws IOException {
    String reload = request.file().getReload();
    boolean tooLarge = before.size() > bench.number("keepBytes") && reload.isEmpty();
    List<String> made = new ArrayList<>();
    target.missing().forEach(folder -> made.add(folder.toString()));
    KeptRecord record =
        new KeptRecord(
            request.jobId(),
            target.path(),
            bench.clock.millis(),
            before,
            new Shape(sha256, fresh.size(), fresh.mode(), fresh.uid(), fresh.gid()),
            reload,
            made,
            tooLarge
                ? "it had " + before.size() + " bytes, which is too much (files.keepBytes)"
                : "");
    try {
      bench.kept.keep(record);
    } catch (IOException e) {
      throw Trouble.with(
          bench.kept.folder(),
          "cannot keep what was there before, so " + target.path() + " is untouched",
          e);
    }
    bench.steps.took(Step.KEPT);
    if (!reload.isEmpty()) {
      bench.owed.add(target.path(), sha256);
      bench.steps.took(Step.OWED);
    }
    return record;
  }

  private KeptRecord dress() throws IOException {
    Seen seen = target.seen();
    Seen wanted =
        new Seen(
            seen.kind(),
            attributes.mode(),
            seen.uid(),
            seen.gid(),
            seen.size(),
            seen.inode(),
            seen.changed(),
            seen.links());
    KeptRecord record = keep(wanted, before.sha256());
    try {
      attributes.on(target.path());
      Durable.sync(target.path());
    } catch (IOException e) {
      Attributes.of(before).on(target.path());
      forget(record);
      throw e;
    }
    return record;
  }

  private void forget(KeptRecord record) {
    try {
      if (record != null && Shape.of(record.path(), Seen.at(record.path())).equals(before)) {
        bench.kept.forget(record);
        bench.owed.settle(record.path());
      }
    } catch (IOException e) {
      // It stays, and undoing it finds that nothing changed.
    }
  }

  @Override
  public void close() {
    content.close();
    lock.unlock();
  }
}
