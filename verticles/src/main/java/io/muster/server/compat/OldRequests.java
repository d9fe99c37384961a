package io.muster.server.compat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.LegacyTaskRequest;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.runtime.Failure;
import java.util.List;
import java.util.Set;

/** What an old request asks of the services that replace it. */
final class OldRequests {
  private static final Set<String> OF_COMMAND = Set.of("args", "env", "cwd", "user", "stdin");
  private static final Set<String> OF_FILE = Set.of("path", "dest", "mode", "owner", "reload");

  private OldRequests() {}

  static SubmitJobRequest command(LegacyTaskRequest old) {
    if (old.getCommand().isEmpty()) {
      throw Failure.invalid("command is empty; give what to run");
    }
    if (!old.getFileId().isEmpty()) {
      throw Failure.invalid("file_id is for the type 'file', not for a command");
    }
    Struct params = old.getParams();
    check(params, OF_COMMAND, "a command");
    Shell.Builder shell = Shell.newBuilder().setCwd(text(params, "cwd"));
    shell.setUser(text(params, "user")).setStdin(ByteString.copyFromUtf8(text(params, "stdin")));
    List<Value> arguments =
        params.getFieldsOrDefault("args", none()).getListValue().getValuesList();
    if (arguments.isEmpty()) {
      shell.setLine(old.getCommand());
    } else {
      shell.addArgv(old.getCommand());
      arguments.forEach(one -> shell.addArgv(text(one, "args")));
    }
    params
        .getFieldsOrDefault("env", none())
        .getStructValue()
        .getFieldsMap()
        .forEach((key, value) -> shell.putEnv(key, text(value, "env." + key)));
    SubmitJobRequest.Builder job =
        SubmitJobRequest.newBuilder()
            .setTarget(target(old))
            .setRequestId(old.getRequestId())
            .setShell(shell);
    if (old.getTimeout() > 0) {
      job.setTimeout(Duration.newBuilder().setSeconds(old.getTimeout()));
    }
    return job.build();
  }

  static DistributeRequest file(LegacyTaskRequest old) {
    if (old.getFileId().isEmpty()) {
      throw Failure.invalid("file_id is empty; upload a file and give its id");
    }
    if (!old.getCommand().isEmpty()) {
      throw Failure.invalid(
          "command is for a command; what is to run after a file changed is params.reload");
    }
    Struct params = old.getParams();
    check(params, OF_FILE, "a file");
    String path = text(params, "path").isEmpty() ? text(params, "dest") : text(params, "path");
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw Failure.invalid("params.path is '" + path + "'; give an absolute path of a file");
    }
    DistributeRequest.Builder file =
        DistributeRequest.newBuilder()
            .setId(old.getFileId())
            .setRequestId(old.getRequestId())
            .setTarget(target(old))
            .setPath(path)
            .setMode(text(params, "mode"))
            .setOwner(text(params, "owner"))
            .setReload(text(params, "reload"));
    if (old.getTimeout() > 0) {
      file.setTimeout(Duration.newBuilder().setSeconds(old.getTimeout()));
    }
    return file.build();
  }

  /**
   * An expression: as a list of ids, `all` would be everybody. The rule of the field allows no
   * quote.
   */
  private static String target(LegacyTaskRequest old) {
    return "id == \"" + old.getAgentId() + "\"";
  }

  private static void check(Struct params, Set<String> known, String what) {
    for (String key : params.getFieldsMap().keySet()) {
      if (!known.contains(key)) {
        throw Failure.invalid(
            "params has '"
                + key
                + "'; of "
                + what
                + " it takes "
                + known.stream().sorted().toList());
      }
    }
  }

  private static Value none() {
    return Value.getDefaultInstance();
  }

  private static String text(Struct params, String key) {
    Value value = params.getFieldsOrDefault(key, none());
    return value.hasNullValue() || value.equals(none()) ? "" : text(value, key);
  }

  private static String text(Value value, String key) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case NUMBER_VALUE -> {
        double number = value.getNumberValue();
        yield number == Math.rint(number) && Math.abs(number) < 1e15
            ? Long.toString((long) number)
            : Double.toString(number);
      }
      default -> throw Failure.invalid("params." + key + " must be text, a number or a boolean");
    };
  }
}
