package io.muster.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.muster.protocol.Api;
import io.muster.protocol.v1.AccessProto;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.SubmitJobRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the contract marks as secret is in no row, by whatever method it comes. */
class AuditSecretsTest {
  private static final String MARK = "hush-4711-hush";
  private static final String MARK64 =
      Base64.getEncoder().encodeToString(MARK.getBytes(StandardCharsets.UTF_8));
  private static final Pattern SOUNDS_SECRET =
      Pattern.compile(
          "(.*_)?(password|secret|token|jwt|stdin|env|proof|private_key|passphrase|variables|verifier)");
  private static final Set<String> NO_SECRETS = Set.of("page_token", "next_page_token");

  private static boolean secret(FieldDescriptor field) {
    return field.getOptions().getExtension(AccessProto.secret);
  }

  /** Every message below one, each once. */
  private static void below(Descriptor type, Set<Descriptor> into) {
    if (into.add(type)) {
      type.getFields().stream()
          .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
          .forEach(field -> below(field.getMessageType(), into));
    }
  }

  private static boolean hasSecrets(Descriptor type) {
    Set<Descriptor> all = new HashSet<>();
    below(type, all);
    return all.stream().flatMap(one -> one.getFields().stream()).anyMatch(AuditSecretsTest::secret);
  }

  /** Sets every secret field to the mark, and what is needed to reach it. */
  private static Message marked(Message.Builder message, int depth) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (secret(field)) {
        mark(message, field);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !field.isMapField()
          && depth < 6
          && hasSecrets(field.getMessageType())) {
        Message inner = marked(message.newBuilderForField(field), depth + 1);
        if (field.isRepeated()) {
          message.addRepeatedField(field, inner);
        } else {
          message.setField(field, inner);
        }
      }
    }
    return message.build();
  }

  private static void mark(Message.Builder message, FieldDescriptor field) {
    if (field.isMapField()) {
      Message.Builder entry = message.newBuilderForField(field);
      entry.setField(entry.getDescriptorForType().findFieldByName("key"), "KEY");
      entry.setField(entry.getDescriptorForType().findFieldByName("value"), MARK);
      message.addRepeatedField(field, entry.build());
      return;
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Value text = Value.newBuilder().setStringValue(MARK).build();
      message.setField(field, Struct.newBuilder().putFields("stdin", text).build());
      return;
    }
    Object value =
        field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING
            ? ByteString.copyFromUtf8(MARK)
            : MARK;
    if (field.isRepeated()) {
      message.addRepeatedField(field, value);
    } else {
      message.setField(field, value);
    }
  }

  private static List<Route> routesWithSecrets() {
    return Contract.of(Api.SERVICES).routes().stream()
        .filter(route -> !route.method().access().getAudit().isEmpty() && route.wholeBody())
        .filter(route -> hasSecrets(route.method().request().getDescriptorForType()))
        .toList();
  }

  @Test
  void noSecretOfAnyMethodIsInItsRows() throws IOException {
    try (Door door = Door.open()) {
      List<Route> routes = routesWithSecrets();
      assertTrue(routes.size() >= 6, routes::toString);
      for (Route route : routes) {
        Message request = marked(route.method().request().newBuilderForType(), 0);
        Message known = complete(request);
        for (Message one : List.of(request, known)) {
          String path = route.path().text().replaceAll("\\{[^}]*}", "1");
          door.send(
              door.request(path, TestServices.token("admin"))
                  .header("content-type", "application/json")
                  .method(
                      route.verb().name(), HttpRequest.BodyPublishers.ofString(Json.print(one))));
        }
      }
      List<AuditRow> rows = List.copyOf(door.services.audit);
      Set<String> methods = new HashSet<>();
      for (AuditRow row : rows) {
        methods.add(row.getMethod());
        String text = row.toString();
        assertFalse(text.contains(MARK) || text.contains(MARK64), text);
      }
      routes.forEach(
          route -> assertTrue(methods.contains(route.method().address()), () -> "" + route));
      assertTrue(
          rows.stream().anyMatch(row -> row.getRequestJson().contains("\"KEY\":\"[secret]\"")));
    }
  }

  /** A job that breaks no rule, so that it is let through. */
  private static Message complete(Message request) {
    return request instanceof SubmitJobRequest job
        ? job.toBuilder()
            .setTarget("all")
            .clearFile()
            .setShell(job.getShell().toBuilder().setLine("true"))
            .build()
        : request;
  }

  @Test
  void whatSoundsSecretIsMarked() {
    Set<Descriptor> all = new HashSet<>();
    Api.SERVICES.forEach(
        service ->
            service
                .getMethods()
                .forEach(
                    method -> {
                      below(method.getInputType(), all);
                      below(method.getOutputType(), all);
                    }));
    List<String> forgotten = new ArrayList<>();
    for (Descriptor type : all) {
      for (FieldDescriptor field : type.getFields()) {
        boolean text =
            field.isMapField()
                || field.getJavaType() == FieldDescriptor.JavaType.STRING
                || field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING;
        if (text
            && (SOUNDS_SECRET.matcher(field.getName()).matches()
                || field.getFullName().endsWith("SecretRequest.value"))
            && !NO_SECRETS.contains(field.getName())
            && !secret(field)) {
          forgotten.add(field.getFullName());
        }
      }
    }
    assertEquals(List.of(), forgotten, "mark them with [(secret) = true]");
  }

  @Test
  void longFieldsAreShortenedAndSecretsAreTakenOutOfMessages() {
    String line = "x".repeat(100_000);
    var request =
        SubmitJobRequest.newBuilder()
            .setShell(Shell.newBuilder().setLine(line).putEnv("KEY", MARK))
            .build();
    Redaction redaction = new Redaction(request);
    String shown = new JsonObject(redaction.json()).getJsonObject("shell").getString("line");
    assertTrue(shown.matches("x{128}… \\(100000 characters, SHA-256 [0-9a-f]{64}\\)"), shown);
    assertEquals("KEY is [secret] here", redaction.scrub("KEY is " + MARK + " here"));
  }

  @Test
  void aRowIsNeverHuge() {
    Shell.Builder shell = Shell.newBuilder().setLine("true");
    for (int i = 0; i < 5_000; i++) {
      shell.addArgv("y".repeat(500));
    }
    var request = SubmitJobRequest.newBuilder().setShell(shell).build();
    assertTrue(new Redaction(request).json().length() < 33_000);
  }
}
