package io.muster.cli;

import io.muster.cli.api.Api;
import io.muster.cli.standalone.StandaloneCommands;
import io.muster.local.LocalException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code muster}: parses the arguments, runs one command and ends with one of {@link Exit}. */
public final class Main {
  private static final String[] NONE = {};

  private Main() {}

  public static void main(String[] args) {
    int code = run(args);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  /** Runs the command that the arguments name and returns its exit code. */
  public static int run(String... args) {
    if (args.length > 0
        && ClientCommands.entries().stream().anyMatch(e -> e.name().equals(args[0]))) {
      Api.prepare();
    }
    return commandLine(args).execute(args);
  }

  /** All commands, for help and completion; or, with arguments, only those that they may mean. */
  public static CommandLine commandLine(String... args) {
    CommandLine root = new CommandLine(new Root());
    add(root, entries(), args, 0);
    root.setParameterExceptionHandler(Main::onWrongUsage);
    root.setExecutionExceptionHandler((e, line, parsed) -> onFailure(e));
    root.setExpandAtFiles(false);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    return root;
  }

  /** The whole tree, in the order in which help lists it. */
  static List<CommandEntry> entries() {
    List<CommandEntry> all = new ArrayList<>(StandaloneCommands.entries());
    all.addAll(ClientCommands.entries());
    return all;
  }

  private static void add(CommandLine parent, List<CommandEntry> entries, String[] args, int at) {
    String word = at < args.length ? args[at] : null;
    List<CommandEntry> named = entries.stream().filter(e -> e.name().equals(word)).toList();
    for (CommandEntry entry : named.isEmpty() ? entries : named) {
      Object command = entry.command().get();
      CommandLine line = new CommandLine(command);
      line.setStopAtPositional(command instanceof TakesCommand);
      if (!named.isEmpty() || meant(entry, args)) {
        add(line, entry.children(), named.isEmpty() ? NONE : args, at + 1);
      }
      parent.addSubcommand(entry.name(), line);
    }
  }

  /** Help lists a command without what is below it; that is made when an argument may name it. */
  private static boolean meant(CommandEntry entry, String[] args) {
    return args.length == 0 || Arrays.asList(args).contains(entry.name());
  }

  private static int onWrongUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    line.getErr().println("muster: " + e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        line.getErr().println("Did you mean: " + String.join(" or ", suggestions) + "?");
      }
    }
    line.getErr()
        .println("See '" + line.getCommandSpec().qualifiedName() + " --help' for how to call it.");
    return Exit.USAGE;
  }

  private static int onFailure(Exception e) throws Exception {
    if (e instanceof CliException failure) {
      System.out.flush();
      System.err.println("muster: " + failure.getMessage());
      return failure.exitCode();
    }
    if (e instanceof LocalException obstacle) {
      System.out.flush();
      System.err.println("muster: " + obstacle.getMessage());
      return Exit.UNREACHABLE;
    }
    throw e;
  }
}
