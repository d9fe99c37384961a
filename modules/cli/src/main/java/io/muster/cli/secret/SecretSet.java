package io.muster.cli.secret;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster secret set}. */
@Command(
    name = "set",
    description = "Makes a secret, or gives it another value. It is shown by nothing.",
    footer = {
      "",
      "Nodes whose configuration refers to it as ${secret:NAME} take the new value at once. What",
      "their commands print of it is redacted if it has at least 8 characters.",
      "",
      "Examples:",
      "  printf %%s \"$PASSWORD\" | muster secret set db/password --value-stdin",
      "  muster secret set web.key --file web.key"
    })
final class SecretSet extends ClientCommand {
  private static final int MAX = 16 * 1024;

  @Parameters(paramLabel = "NAME", description = "A letter, then letters, digits and _ . / -")
  private String name;

  @Option(
      names = "--value-stdin",
      description = "The value is our own input, without the end of its last line.")
  private boolean stdin;

  @Option(names = "--file", paramLabel = "F", description = "The value is this file, as it is.")
  private Path file;

  @Override
  protected int run(Api api) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("value", value());
    Fields answer = api.harmless("POST", "/api/v1/secrets", body);
    print(
        answer.map(),
        () ->
            System.out.println(
                answer.flag("changed")
                    ? name
                        + " is at version "
                        + answer.object("secret").text("version")
                        + ", "
                        + answer.number("nodes")
                        + " nodes take it"
                    : name + " has that value already"));
    return Exit.OK;
  }

  private String value() {
    if (stdin && file != null) {
      throw CliException.usage("--value-stdin and --file exclude each other; give one");
    }
    try {
      if (file != null) {
        return text("--file " + file, Files.readAllBytes(file));
      }
      if (stdin) {
        return text("--value-stdin", System.in.readNBytes(MAX + 2)).replaceFirst("\\r?\\n$", "");
      }
    } catch (IOException e) {
      throw CliException.usage("the value cannot be read: " + e.getMessage());
    }
    char[] typed =
        System.console() == null ? null : System.console().readPassword("Value of %s: ", name);
    if (typed == null) {
      throw CliException.usage("where is the value? give --value-stdin or --file F");
    }
    return new String(typed);
  }

  private static String text(String where, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw CliException.usage(where + " is not text in UTF-8; a secret is text");
    }
  }
}
