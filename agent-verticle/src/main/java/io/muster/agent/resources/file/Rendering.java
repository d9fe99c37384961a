package io.muster.agent.resources.file;

import io.muster.agent.resource.Host;
import io.muster.agent.resource.WorkEnded;
import io.muster.agent.template.Template;
import io.muster.agent.template.TemplateException;
import io.muster.protocol.agent.v1.Profile;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Makes a node's content of a template. */
record Rendering(Host host, String nodeId, int most) {
  Content render(FileRequest request, Content.Fetched source) {
    if (source.size() > most) {
      throw WorkEnded.failed(
          "template "
              + request.label()
              + " has "
              + source.size()
              + " bytes; at most "
              + most
              + " are rendered (files.templateBytes)");
    }
    String text = Diff.text(source.bytes());
    if (text == null) {
      throw WorkEnded.failed(
          "template " + request.label() + " is no text in UTF-8; send it without templating");
    }
    try {
      String made = new Template(request.label(), text).render(values(request), most);
      return Content.Bytes.of(made.getBytes(StandardCharsets.UTF_8));
    } catch (TemplateException e) {
      throw WorkEnded.failed("template " + e.getMessage());
    }
  }

  private Map<String, Object> values(FileRequest request) {
    Profile profile = host.profile();
    Map<String, Object> values = new HashMap<>();
    values.put("id", nodeId);
    values.put("name", profile.getName());
    values.put("labels", profile.getLabelsMap());
    values.put("groups", profile.getGroupsList());
    values.put("facts", json(profile.getFactsJson()));
    Map<String, Object> config = new HashMap<>();
    host.configs().forEach((component, document) -> config.put(component, json(document)));
    values.put("config", config);
    values.put("vars", request.file().getVariablesMap());
    return values;
  }

  private static Map<String, Object> json(String text) {
    return text.isEmpty() ? Map.of() : new JsonObject(text).getMap();
  }
}
