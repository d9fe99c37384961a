package io.muster.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {
  record Root(
      String name,
      Optional<String> nick,
      Mode mode,
      List<String> tags,
      Map<String, String> labels,
      Part bigPart) {}

  record Part(
      @Range(min = 1, max = 9) int count,
      @Range(min = 1000) Duration every,
      @Range(min = 1, max = 4096) Size size,
      boolean on) {}

  enum Mode {
    SLOW,
    FAST
  }

  private static final String REFERENCE =
      """
      name:
      nick:
      mode: slow
      tags: [a, b]
      labels: {}
      bigPart:
        count: 3
        every: 5s
        size: 1KiB
        on: true
      """;

  @TempDir Path folder;

  private Root load(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("it.yaml"), yaml);
    return Settings.load(Root.class, REFERENCE, file, environment);
  }

  private List<String> problems(String yaml, Map<String, String> environment) {
    var e = assertThrows(ConfigException.class, () -> load(yaml, environment));
    return e.getMessage().replace(folder + "/", "").lines().toList();
  }

  @Test
  void layersTheEnvironmentOverTheFileOverTheReference() throws IOException {
    Root root =
        load(
            "name: x\nmode: FAST\nlabels: {role: web}\nbigPart:\n  count: 4\n  size: 2KiB\n",
            Map.of(
                "MUSTER__BIG_PART__COUNT", "5",
                "MUSTER__BIGPART__EVERY", "1h30m",
                "MUSTER__TAGS", "c, d",
                "MUSTER__LABELS__ZONE", "eu",
                "MUSTER_DATA", "not a setting"));
    Part part = new Part(5, Duration.ofMinutes(90), new Size(2048), true);
    assertEquals(
        new Root(
            "x",
            Optional.empty(),
            Mode.FAST,
            List.of("c", "d"),
            Map.of("role", "web", "zone", "eu"),
            part),
        root);
  }

  @Test
  void aSectionWithoutKeysKeepsTheReference() throws IOException {
    Root root = load("name: x\nbigPart:\n  # count: 4\nlabels:\n", Map.of());
    assertEquals(3, root.bigPart().count());
    assertEquals(Map.of(), root.labels());
  }

  @Test
  void aMissingKeyIsNamedWithTheVariableThatSetsIt() {
    assertEquals(
        List.of("name is required and missing; set it in the file or with $MUSTER__NAME"),
        problems("mode: fast\n", Map.of()));
    assertEquals(
        List.of(
            "bigPart.count is required and missing; set it in the file or with"
                + " $MUSTER__BIG_PART__COUNT"),
        problems("name: x\nbigPart:\n  count:\n", Map.of()));
  }

  @Test
  void everyProblemIsNamedByFileAndLine() {
    assertEquals(
        List.of(
            "it.yaml:4: unknown key nme; known here: bigPart, labels, mode, name, nick, tags",
            "it.yaml:2: mode is 'quick' but must be one of [slow, fast]",
            "it.yaml:9: unknown key bigPart.cuont; known here: count, every, on, size",
            "it.yaml:5: bigPart.count is 'three' but must be a number",
            "it.yaml:6: bigPart.every is 200ms but must be 1000 ms or more",
            "it.yaml:7: bigPart.size is 1MiB but must be 1 bytes to 4096 bytes",
            "it.yaml:8: bigPart.on is 'yes' but must be true or false"),
        problems(
            """
            name: x
            mode: quick
            tags: []
            nme: y
            bigPart: {count: three,
              every: 200ms,
              size: 1MiB,
              on: yes,
              cuont: 1}
            """,
            Map.of()));
  }

  @Test
  void aProblemInTheEnvironmentIsNamedByItsVariable() {
    assertEquals(
        List.of(
            "$MUSTER__NO_SUCH: unknown key no_such; known here: bigPart, labels, mode, name, nick,"
                + " tags",
            "$MUSTER__BIG_PART__EVERY: bigPart.every is 'often' but must be a duration such as"
                + " 500ms, 30s, 5m, 1h30m or 7d"),
        problems("name: x\n", Map.of("MUSTER__NO_SUCH", "1", "MUSTER__BIG_PART__EVERY", "often")));
  }

  @Test
  void sectionsAndValuesAreNotMixedUp() {
    assertEquals(
        List.of("it.yaml:2: bigPart is a section with keys of its own, not a value"),
        problems("name: x\nbigPart: 3\n", Map.of()));
    assertEquals(
        List.of("it.yaml:2: name is a value, not a section"),
        problems("name:\n  first: x\n", Map.of()));
    assertEquals(
        List.of("it.yaml:3: labels.role must be text"),
        problems("name: x\nlabels:\n  role: [a]\n", Map.of()));
  }

  @Test
  void aFileThatCannotBeUsedIsSaidSo() {
    assertEquals(
        List.of("it.yaml:2: name is written twice, first in line 1"),
        problems("name: x\nname: y\n", Map.of()));
    assertEquals(
        List.of("it.yaml: keys with values are expected"), problems("- a\n- b\n", Map.of()));
    assertEquals(
        "it.yaml:2: not valid YAML",
        problems("name: x\n\tmode: fast\n", Map.of()).getFirst().substring(0, 25));
    Path nowhere = folder.resolve("nowhere.yaml");
    var e =
        assertThrows(
            ConfigException.class, () -> Settings.load(Root.class, REFERENCE, nowhere, Map.of()));
    assertEquals("configuration file " + nowhere + " does not exist", e.getMessage());
  }

  @Test
  void theReferenceFileStatesEveryKeyAndNoOther() {
    var lacking = REFERENCE.replace("nick:\n", "");
    var bug =
        assertThrows(
            IllegalStateException.class,
            () -> Settings.load(Root.class, lacking, null, Map.of("MUSTER__NAME", "x")));
    assertEquals("the reference file does not state nick", bug.getMessage());

    var innerLacking = REFERENCE.replace("  size: 1KiB\n", "");
    bug =
        assertThrows(
            IllegalStateException.class,
            () -> Settings.load(Root.class, innerLacking, null, Map.of("MUSTER__NAME", "x")));
    assertEquals("the reference file does not state bigPart.size", bug.getMessage());

    var more = REFERENCE + "more: 1\n";
    var e =
        assertThrows(
            ConfigException.class,
            () -> Settings.load(Root.class, more, null, Map.of("MUSTER__NAME", "x")));
    assertEquals(
        "the reference file:11: unknown key more; known here: bigPart, labels, mode, name, nick,"
            + " tags",
        e.getMessage());
  }
}
