package io.muster.cli.standalone;

import io.muster.cli.Exit;
import io.muster.local.standalone.StandaloneStop;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muster down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops what muster up started, and nothing else. The data stays.",
    footer = {"", "Example:", "  muster down --data /var/lib/muster"})
final class DownCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    boolean any = StandaloneStop.run(data.path(), System.out::println);
    System.out.println(any ? "stopped" : "nothing runs in " + data.path());
    return Exit.OK;
  }
}
