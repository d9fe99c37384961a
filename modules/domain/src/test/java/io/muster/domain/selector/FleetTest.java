package io.muster.domain.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetTest {
  @Test
  void isWhatAMapOfItsChangesWouldBe() {
    long seed = Long.getLong("muster.seed", System.nanoTime());
    Random random = new Random(seed);
    Fleet fleet = Fleet.empty();
    TreeMap<String, NodeView> model = new TreeMap<>();
    for (int round = 0; round < 300; round++) {
      TreeMap<String, NodeView> changed = new TreeMap<>();
      Set<String> removed = new HashSet<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        String id = "n" + random.nextInt(60);
        if (random.nextInt(3) == 0) {
          removed.add(id);
        } else {
          changed.put(id, RandomFleet.node(id, random));
        }
      }
      changed.keySet().removeAll(removed);
      fleet = fleet.with(changed.values(), removed);
      model.putAll(changed);
      model.keySet().removeAll(removed);
      assertEquals(List.copyOf(model.values()), fleet.all(), "seed " + seed);
    }
    for (int i = 0; i < 60; i++) {
      String id = "n" + i;
      assertEquals(Optional.ofNullable(model.get(id)), fleet.find(id), "seed " + seed);
    }
  }

  @Test
  void noChangeIsTheSameFleet() {
    Fleet fleet = RandomFleet.of(3, new Random(1));
    assertSame(fleet, fleet.with(List.of(), Set.of()));
  }
}
