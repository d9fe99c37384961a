package io.muster.cli.audit;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.Items;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Terminal;
import picocli.CommandLine.Command;

/** {@code muster audit verify}. */
@Command(
    name = "verify",
    description = "Computes the chain of the audit trail again; exit code 1 when it is broken.",
    footer = {"", "Example:", "  muster audit verify"})
final class AuditVerify extends ClientCommand {
  @Override
  protected int run(Api api) {
    try (Items items = new Items(api, after -> AuditCommands.PATH + ":verify", "rows")) {
      Fields item = items.next();
      while (item != null && !item.flag("done")) {
        if (Terminal.error()) {
          System.err.print("\r" + item.text("rows") + " rows …");
        }
        item = items.next();
      }
      if (item != null) {
        Fields last = item;
        print(last.map(), () -> System.out.println(sentence(last)));
        return last.flag("ok") ? Exit.OK : Exit.FAILED;
      }
    }
    throw new CliException(Exit.UNKNOWN, "the verification ended without a result; try again");
  }

  private static String sentence(Fields item) {
    return item.flag("ok")
        ? "OK: " + item.text("message")
        : "BROKEN at row "
            + item.text("brokenSeq")
            + " ("
            + item.text("how")
            + "): "
            + item.text("message")
            + "; the "
            + item.text("rows")
            + " rows before it are as they were written";
  }
}
