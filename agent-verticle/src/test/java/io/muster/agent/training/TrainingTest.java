package io.muster.agent.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path folder;

  @Test
  void anAgentConnectsDoesItsTaskAndStops() throws Exception {
    Path log = folder.resolve("training.log");
    List<String> trainer = List.of(JAVA, "-cp", CLASS_PATH, Training.class.getName());
    List<String> agent = List.of(JAVA, "-Xmx48m", "-cp", CLASS_PATH, "io.muster.agent.Main");
    Process training =
        new ProcessBuilder(Stream.of(trainer, agent).flatMap(List::stream).toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(training.waitFor(120, TimeUnit.SECONDS), "the training does not end");
      String said = Files.readString(log);
      assertEquals(0, training.exitValue(), said);
      assertTrue(said.contains("link training is connected"), said);
    } finally {
      training.destroyForcibly();
    }
  }
}
