package io.muster.domain.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverlayTest {
  private final Overlay fresh =
      new Overlay(
          Map.of("role", "web", "dc", "eu1"),
          List.of("frontend", "beta"),
          Map.of(),
          List.of(),
          List.of(),
          List.of());

  @Test
  void controlPlaneWins() {
    Overlay o = fresh.label(Map.of("role", "db", "tier", "gold"), List.of());
    assertEquals(Map.of("role", "db", "dc", "eu1", "tier", "gold"), o.labels());
  }

  @Test
  void removingHidesTheAgentsLabelUntilItIsSetAgain() {
    Overlay hidden = fresh.label(Map.of("role", "db"), List.of()).label(Map.of(), List.of("role"));
    assertEquals(Map.of("dc", "eu1"), hidden.labels());
    Overlay again = hidden.label(Map.of("role", "cache"), List.of());
    assertEquals("cache", again.labels().get("role"));
    assertEquals(List.of(), again.labelsUnset());
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    assertEquals(fresh.labels(), fresh.label(Map.of(), List.of("nope")).labels());
    assertEquals(List.of(), fresh.label(Map.of(), List.of("nope")).labelsUnset());
  }

  @Test
  void groupsComeAndGo() {
    Overlay o = fresh.group(List.of("canary"), List.of("beta"));
    assertEquals(List.of("canary", "frontend"), o.groups());
    assertEquals(List.of("beta", "frontend"), o.group(List.of("beta"), List.of("canary")).groups());
  }
}
