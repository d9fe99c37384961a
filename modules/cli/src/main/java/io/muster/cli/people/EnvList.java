package io.muster.cli.people;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code muster env ls}. */
@Command(
    name = "ls",
    description = "Lists the environments.",
    footer = {"", "Example:", "  muster env ls"})
final class EnvList extends ClientCommand {
  @Override
  protected int run(Api api) {
    List<Fields> all = api.get("/api/v1/environments").objects("environments");
    print(values(all), () -> draw(all));
    return Exit.OK;
  }

  private static void draw(List<Fields> all) {
    Table table = new Table("NAME", "TARGET", "DESCRIPTION");
    all.forEach(one -> table.row(one.text("name"), one.text("target"), one.text("description")));
    table.print(System.out);
  }
}
