package io.muster.cluster.bench;

import io.muster.runtime.config.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster bench files}. */
@Command(
    name = "files",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "One file to many real agents, and the same bytes with cp and with scp.",
    footer = {
      "",
      "Starts a control plane, agents and an sshd of its own and stops them at the end. Each agent",
      "stores, checks and fsyncs all of it; so do cp and scp. Needs a server and a client of",
      "OpenSSH, and room for (rounds + 3) copies for each agent in the data folder.",
      "",
      "Example:",
      "  muster bench files --agents 20 --size 100M",
    })
final class FilesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "20",
      description = "Agents, each a process of its own.")
  private int agents;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "100M",
      description = "Of the file: 100M, 64K, 1G or bytes; in powers of 1024.")
  private String size;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measured rounds, each with new content.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "1",
      description = "Rounds before them.")
  private int warmUp;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A data folder to use and keep; by default a temporary one.")
  private Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    long bytes = bytes();
    if (agents < 1 || rounds < 1 || warmUp < 0) {
      throw new ParameterException(
          spec.commandLine(), "--agents and --rounds are at least 1, --warm-up at least 0");
    }
    SshPrograms ssh = SshPrograms.require();
    Path folder = data == null ? Files.createTempDirectory("muster-bench") : data;
    try (Rig rig = Rig.start(folder, agents);
        SshServer server = SshServer.start(ssh)) {
      Path files = Files.createTempDirectory(folder.toRealPath(), "files-");
      try {
        return measure(rig, new CopyFloors(server, agents), files, bytes);
      } finally {
        DataFiles.remove(files);
      }
    } finally {
      if (data == null) {
        DataFiles.remove(folder);
      }
    }
  }

  private long bytes() {
    try {
      long bytes = Size.parse(size.replaceFirst("(?<=[KMG])$", "iB")).bytes();
      if (bytes > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // said below
    }
    throw new ParameterException(
        spec.commandLine(), "--size is '" + size + "' but must be a size such as 100M");
  }

  private int measure(Rig rig, CopyFloors floors, Path files, long bytes)
      throws IOException, InterruptedException {
    List<Double> upload = new ArrayList<>();
    List<Double> muster = new ArrayList<>();
    List<Double> cp = new ArrayList<>();
    List<Double> scp = new ArrayList<>();
    for (int i = -warmUp; i < rounds; i++) {
      Path folder = Files.createDirectory(files.resolve("round-" + (i + warmUp)));
      Path source = RandomFile.write(folder.resolve("source"), bytes);
      FileRound round = FileRound.run(rig, source, folder, agents);
      double copied = floors.cp(source, folder);
      double sent = floors.scp(source, folder);
      System.err.printf(
          "  %s: %.0f ms (upload before it %.0f ms); cp %.0f ms, scp %.0f ms%n",
          i < 0 ? "warm-up" : "round " + (i + 1), round.wallMs(), round.uploadMs(), copied, sent);
      if (i >= 0) {
        upload.add(round.uploadMs());
        muster.add(round.wallMs());
        cp.add(copied);
        scp.add(sent);
      }
      DataFiles.remove(folder);
    }
    String where = Files.getFileStore(files).type();
    System.out.printf(
        "%d agents, a file of %d bytes, %d rounds, %d processors, on %s%n",
        agents, bytes, rounds, Runtime.getRuntime().availableProcessors(), where);
    System.out.println("upload once, ms: " + new Figures(upload));
    double all = (double) bytes * agents;
    Figures wall = new Figures(muster);
    line("muster", wall, all);
    line("cp, all at once", new Figures(cp), all);
    line("scp, all at once", new Figures(scp), all);
    ratio("cp", wall, new Figures(cp));
    ratio("scp", wall, new Figures(scp));
    return 0;
  }

  private static void line(String what, Figures took, double bytes) {
    System.out.printf("%s, ms: %s; %.1f MB/s in total%n", what, took, bytes / took.median() / 1e3);
  }

  private static void ratio(String what, Figures took, Figures floor) {
    System.out.printf(
        "ratio to %s: %.2f (medians), %.2f (least)%n",
        what, took.median() / floor.median(), took.least() / floor.least());
  }
}
