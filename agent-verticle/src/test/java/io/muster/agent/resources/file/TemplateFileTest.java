package io.muster.agent.resources.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TemplateFileTest {
  @TempDir Path folder;
  private Machine machine;
  private Path place;

  @BeforeEach
  void start() {
    machine = new Machine(folder.resolve("data"));
    machine.configs.put("nginx", "{\"workers\": 3, \"hosts\": [\"a\", \"b\"]}");
    place = folder.resolve("app.conf");
  }

  @AfterEach
  void stop() {
    machine.close();
  }

  private Finished run(String template) {
    return machine.run(
        machine.task(
            "j1",
            place,
            template,
            File.newBuilder()
                .setTemplate(true)
                .setName("app.tmpl")
                .putVariables("who", "<me> & \"you\"")));
  }

  @Test
  void isRenderedWithWhatIsKnownOfTheNode() throws Exception {
    Finished end =
        run(
            """
            {{ id }} {{ name }} {{ labels.role }} {{ groups[0] }}
            {{ facts.cpus }} {{ facts.os.id }} {{ vars.who }}
            {% for h in config.nginx.hosts %}{{ h }}:{{ config.nginx.workers }}
            {% endfor %}""");
    assertEquals(Outcome.OUTCOME_SUCCEEDED, end.getOutcome(), end.getMessage());
    assertEquals(
        "n1 node one web frontend\n4 debian <me> & \"you\"\na:3\nb:3\n", Files.readString(place));
    assertTrue(run("{{ id }} {{ name }} {{ labels.role }} {{ groups[0] }}").getMessage().isEmpty());
    assertTrue(run("{{ id }} {{ name }} {{ labels.role }} {{ groups[0] }}").getSkipped());
  }

  private void refused(String template, String... words) {
    Finished end = run(template);
    assertEquals(Outcome.OUTCOME_FAILED, end.getOutcome());
    for (String word : words) {
      assertTrue(end.getMessage().contains(word), end.getMessage());
    }
    assertFalse(Files.exists(place));
  }

  @Test
  void whatIsMissingIsNamedWithItsLine() {
    refused("a\n{{ vars.nothere }}\n", "app.tmpl line 2", "nothere");
    refused("a\n\n{{ nothere }}\n", "app.tmpl line 3", "nothere");
    refused("{{ labels.zone }}", "app.tmpl line 1", "zone");
  }

  @Test
  void mistakesAreNamedWithTheirLine() {
    refused("ok\n{% if %}\n", "app.tmpl line 2");
    refused("ok {{ id", "app.tmpl line 1");
  }

  @Test
  void filesClassesAndMethodsAreOutOfReach() {
    refused("{% include \"/etc/passwd\" %}", "cannot read other files");
    refused("{% import \"/etc/passwd\" %}", "cannot read other files");
    refused("{% extends \"/etc/passwd\" %}", "cannot read other files");
    refused("{{ id.class }}", "line 1");
    refused("{{ id.getClass() }}", "line 1");
    refused("{{ (1).TYPE.forName('java.lang.Runtime') }}", "line 1");
    refused("{{ vars.getClass().forName('java.lang.Runtime') }}", "line 1");
    refused("{{ id.toCharArray() }}", "line 1");
  }

  @Test
  void whatWouldGrowWithoutBoundIsRefused() {
    refused("{% for i in range(0, 100000000) %}x{% endfor %}", "range makes at most 10000");
    refused(
        "{% for i in range(0, 9999) %}{% for j in range(0, 9999) %}xxxxxxxx{% endfor %}{% endfor %}",
        "10000");
    refused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "without end");
    refused("x".repeat(20_000), "20000 bytes", "files.templateBytes");
  }

  @Test
  void whatIsNoTextIsNoTemplate() {
    Finished end =
        machine.run(
            machine.task("j1", place, new byte[] {0, 1}, File.newBuilder().setTemplate(true)));
    assertTrue(end.getMessage().contains("is no text in UTF-8"), end.getMessage());
  }
}
