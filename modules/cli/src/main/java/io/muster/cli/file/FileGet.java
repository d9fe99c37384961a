package io.muster.cli.file;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster file get}. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = "Downloads an uploaded file and checks its hash.",
    footer = {"", "Example:", "  muster file get 01j9x2c0e4k5m6n7p8q9r0s1t2 -o app.conf"})
final class FileGet implements Callable<Integer> {
  private static final int BUFFER = 256 * 1024;
  private static final int CUTS = 10;

  @Parameters(paramLabel = "ID", description = "The file.")
  private String id;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE|-",
      description = "Where it goes; - is standard output.")
  private String output;

  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    try (Api api = client.api()) {
      Fields file = api.get(FileCommands.path(id, ""));
      if (output.equals("-")) {
        copy(api, file, System.out);
        System.out.flush();
      } else {
        save(api, file, Path.of(output).toAbsolutePath());
      }
      return Exit.OK;
    } catch (IOException e) {
      throw new CliException(Exit.FAILED, output + " cannot be written: " + e.getMessage());
    }
  }

  private void save(Api api, Fields file, Path to) throws IOException {
    Path part = Files.createTempFile(to.getParent(), "." + to.getFileName(), ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        copy(api, file, out);
      }
      Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Goes on where the connection was cut. */
  private void copy(Api api, Fields file, OutputStream out) throws IOException {
    long size = file.number("size");
    MessageDigest digest = Source.digest();
    Progress progress = new Progress(file.text("name"));
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    int cuts = 0;
    while (done < size) {
      int n = 0;
      try (InputStream in = open(api, done)) {
        while (done < size && (n = read(in, buffer)) > 0) {
          digest.update(buffer, 0, n);
          out.write(buffer, 0, n);
          done += n;
          progress.show("downloading", done, size);
        }
      } catch (Cut e) {
        n = -1;
      }
      if (done < size && n <= 0) {
        if (++cuts > CUTS) {
          throw new CliException(
              Exit.UNREACHABLE, "the connection was cut " + cuts + " times; try again later");
        }
        api.next();
      }
    }
    progress.clear();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    if (!sha256.equals(file.text("sha256"))) {
      throw new CliException(
          Exit.FAILED, "what came has the SHA-256 " + sha256 + " and not " + file.text("sha256"));
    }
  }

  /** The source failed, not the place that is written to. */
  private static final class Cut extends IOException {
    Cut(IOException cause) {
      super(cause);
    }
  }

  private InputStream open(Api api, long from) throws Cut {
    try {
      return api.bytes(FileCommands.path(id, "/download"), from);
    } catch (IOException e) {
      throw new Cut(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws Cut {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new Cut(e);
    }
  }
}
