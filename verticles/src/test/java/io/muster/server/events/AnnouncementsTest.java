package io.muster.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.util.JsonFormat;
import io.muster.protocol.v1.Event;
import io.muster.store.event.EventRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static EventRow job(long seq, String subject, String id, int moved, JsonArray tasks) {
    JsonObject body =
        new JsonObject()
            .put("job", new JsonObject().put("state", "running").put("total", 100))
            .put("moved", moved);
    if (tasks != null) {
      body.put("tasks", tasks);
    }
    return new EventRow(seq, Instant.EPOCH, subject, id, "", seq, "t", body);
  }

  private static JsonArray tasks(String state, int... ordinals) {
    JsonArray list = new JsonArray();
    for (int ordinal : ordinals) {
      list.add(
          new JsonObject()
              .put("ordinal", ordinal)
              .put("nodeId", "n" + ordinal)
              .put("state", state)
              .put("attempt", 1));
    }
    return list;
  }

  private static Event event(Announcement one) throws Exception {
    Event.Builder event = Event.newBuilder();
    JsonFormat.parser().merge(new String(one.json(), StandardCharsets.UTF_8), event);
    return event.build();
  }

  private static List<String> ids(List<Announcement> all) {
    return all.stream().map(a -> a.subject() + " " + a.messageId()).toList();
  }

  @Test
  void ofAJobThatChangedOftenTheLastChangeIsTold() throws Exception {
    List<Announcement> all =
        Announcements.of(
            List.of(
                job(1, "job.changed", "j", 2, tasks("running", 0, 1)),
                job(2, "job.changed", "k", 0, null),
                job(3, "job.changed", "j", 1, tasks("succeeded", 0))));
    assertEquals(
        List.of("job.changed e2", "task.changed e3.0", "task.changed e1.1", "job.changed e3"),
        ids(all));
    assertEquals(List.of(1L, 3L), all.getLast().rows());
    assertEquals("succeeded", event(all.get(1)).getTask().getState());
    assertEquals("j.0", event(all.get(1)).getObject());
    assertEquals("n0", event(all.get(1)).getNodeId());
    assertEquals(3, event(all.getLast()).getRevision());
  }

  @Test
  void manyTasksAreTheirNumber() throws Exception {
    List<EventRow> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(job(i, "job.changed", "j", 1, tasks("running", i)));
    }
    List<Announcement> all = Announcements.of(rows);
    assertEquals(List.of("task.changed e29.many", "job.changed e29"), ids(all));
    assertEquals(30, event(all.getFirst()).getTask().getCount());
    assertEquals(30, all.getLast().rows().size());
  }

  @Test
  void theEndOfAJobIsToldBesideWhatFollows() {
    List<Announcement> all =
        Announcements.of(
            List.of(
                job(1, "job.changed", "j", 0, null),
                job(2, "job.ended", "j", 0, null),
                job(3, "job.changed", "j", 0, null)));
    assertEquals(List.of("job.ended e2", "job.changed e3"), ids(all));
  }
}
