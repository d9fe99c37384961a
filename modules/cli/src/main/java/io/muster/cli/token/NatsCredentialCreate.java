package io.muster.cli.token;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.Inputs;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster token nats create}. */
@Command(
    name = "create",
    description =
        "Makes a credential with which a tool hears the change feed on NATS, and does nothing else.",
    footer = {
      "",
      "It cannot be taken back before its end.",
      "",
      "Example:",
      "  muster token nats create siem --ttl 7d --creds siem.creds"
    })
final class NatsCredentialCreate extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "What it is for.")
  private String name;

  @Option(
      names = "--ttl",
      paramLabel = "T",
      description = "How long it is valid, 7d at most; default: 1d.")
  private String ttl;

  @Option(
      names = "--creds",
      paramLabel = "FILE",
      description = "Where to write it, mode 0600; default: standard output.")
  private Path file;

  @Override
  protected int run(Api api) {
    if (file != null && Files.exists(file)) {
      throw taken();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    if (ttl != null) {
      body.put("ttl", Inputs.duration("--ttl", ttl));
    }
    Fields created = api.once("POST", "/api/v1/events/nats-credentials", body);
    if (file == null) {
      print(created.map(), () -> System.out.print(created.text("creds")));
    } else {
      write(created.text("creds"));
      print(
          created.map(),
          () ->
              System.out.println(
                  file
                      + " hears "
                      + created.text("subject")
                      + " until "
                      + created.text("expiresAt")));
    }
    return Exit.OK;
  }

  private CliException taken() {
    return new CliException(Exit.USAGE, file + " is there already; choose another --creds");
  }

  private void write(String creds) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, creds, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      throw taken();
    } catch (IOException e) {
      throw new CliException(Exit.FAILED, file + " cannot be written: " + e.getMessage());
    }
  }
}
