package io.muster.cli;

import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that makes a few calls and prints what they return. */
@Command(mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
public abstract class ClientCommand implements Callable<Integer> {
  private static final int PAGE = 1000;

  @Mixin private ClientOptions client;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Format format;

  @Override
  public final Integer call() {
    try (Api api = client.api()) {
      return run(api);
    }
  }

  /** Does the work and returns one of {@link Exit}. */
  protected abstract int run(Api api);

  protected final Format format() {
    return format;
  }

  /** Prints {@code value} for programs, or draws the table for people. */
  protected final void print(Object value, Runnable table) {
    if (format == Format.table) {
      table.run();
    } else {
      Printer.print(System.out, format, value);
    }
  }

  /** Follows the pages of a list, until {@code limit} elements are there; 0 means all. */
  protected static List<Fields> list(Api api, String key, int limit, String path, String... query) {
    List<Fields> all = new ArrayList<>();
    String token = "";
    do {
      int wanted = limit == 0 ? PAGE : Math.min(PAGE, limit - all.size());
      List<String> parameters = new ArrayList<>(List.of(query));
      parameters.addAll(List.of("pageSize", Integer.toString(wanted), "pageToken", token));
      Fields page = api.get(Api.path(path, parameters.toArray(String[]::new)));
      all.addAll(page.objects(key));
      token = page.text("nextPageToken");
    } while (!token.isEmpty() && (limit == 0 || all.size() < limit));
    return all;
  }

  /** The maps of a list, for {@link #print}. */
  protected static List<Object> values(List<Fields> list) {
    return new ArrayList<>(list.stream().map(Fields::map).toList());
  }
}
