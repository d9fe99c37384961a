package io.muster.server.config;

import io.muster.domain.access.Narrowed;
import io.muster.domain.config.Keys;
import io.muster.domain.config.Scope;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.ConfigChanged;
import io.muster.protocol.v1.ConfigDocument;
import io.muster.protocol.v1.DeleteConfigRequest;
import io.muster.protocol.v1.RestoreConfigsRequest;
import io.muster.protocol.v1.RestoreConfigsResponse;
import io.muster.protocol.v1.RestoredConfig;
import io.muster.protocol.v1.SetConfigRequest;
import io.muster.protocol.v1.UnsetConfigRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.server.sight.Sight;
import io.muster.store.config.ConfigLedger;
import io.muster.store.config.Contents;
import io.muster.store.config.DocumentRow;
import io.muster.store.config.SecretLedger;
import io.muster.store.config.Write;
import io.muster.store.config.Write.Wanted;
import io.muster.store.config.Write.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The changes that people make. What a node is given because of them is settled before the answer.
 */
final class Editing {
  private final ConfigLedger ledger;
  private final SecretLedger secrets;
  private final Settling settling;
  private final Pushes pushes;
  private final Bus bus;

  Editing(ConfigLedger ledger, SecretLedger secrets, Settling settling, Pushes pushes, Bus bus) {
    this.ledger = ledger;
    this.secrets = secrets;
    this.settling = settling;
    this.pushes = pushes;
    this.bus = bus;
  }

  ConfigChanged apply(ApplyConfigRequest request, Caller caller) {
    Scope scope = existing(ConfigMessages.scope(request.getNodeId(), request.getTarget()), caller);
    Map<String, Object> content = Contents.read(request.getDocumentJson());
    Verdicts.checked(request.getComponent(), content, secrets.problems(content));
    Wanted wanted = new Wanted(priority(scope, request.getPriority()), content);
    Write write =
        new Write(
            request.getComponent(),
            scope,
            SecretUse.by(caller, head -> wanted),
            caller.name(),
            request.getComment(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision()));
    return change(write, request.getDryRun(), caller);
  }

  static int priority(Scope scope, int priority) {
    if (scope.isNode() && priority != 0) {
      throw Failure.invalid(
          "priority is "
              + priority
              + ", but a node's own document is always merged last; leave it out");
    }
    return priority;
  }

  ConfigChanged set(SetConfigRequest request, Caller caller) {
    Scope scope = existing(ConfigMessages.scope(request.getNodeId(), request.getTarget()), caller);
    List<String> path = path(request.getKey());
    Object value = Contents.value(request.getValueJson());
    Function<Optional<DocumentRow>, Wanted> step =
        head ->
            new Wanted(
                head.map(DocumentRow::priority).orElse(0),
                Verdicts.checked(request.getComponent(), put(content(head), path, value)));
    Write write =
        new Write(
            request.getComponent(),
            scope,
            SecretUse.by(caller, step),
            caller.name(),
            request.getComment(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision()));
    return change(write, request.getDryRun(), caller);
  }

  ConfigChanged unset(UnsetConfigRequest request, Caller caller) {
    Scope scope = narrowed(ConfigMessages.scope(request.getNodeId(), request.getTarget()), caller);
    List<String> path = path(request.getKey());
    Function<Optional<DocumentRow>, Wanted> step =
        head -> {
          DocumentRow row = head.orElseThrow(() -> absent(request.getComponent(), scope));
          if (Keys.get(row.content(), path).isEmpty()) {
            throw Failure.notFound(
                "the document of "
                    + request.getComponent()
                    + " for "
                    + scope.label()
                    + " does not have the key "
                    + request.getKey()
                    + "; `muster config show` shows what it has");
          }
          return new Wanted(row.priority(), Keys.unset(row.content(), path));
        };
    Write write =
        new Write(
            request.getComponent(),
            scope,
            step,
            caller.name(),
            request.getComment(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision()));
    return change(write, request.getDryRun(), caller);
  }

  ConfigChanged delete(DeleteConfigRequest request, Caller caller) {
    Scope scope = narrowed(ConfigMessages.scope(request.getNodeId(), request.getTarget()), caller);
    Function<Optional<DocumentRow>, Wanted> step =
        head -> {
          head.orElseThrow(() -> absent(request.getComponent(), scope));
          return Wanted.NOTHING;
        };
    Write write =
        new Write(
            request.getComponent(),
            scope,
            step,
            caller.name(),
            request.getComment(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision()));
    return change(write, request.getDryRun(), caller);
  }

  private ConfigChanged change(Write write, boolean dryRun, Caller caller) {
    Written written = dryRun ? ledger.plan(write) : ledger.write(List.of(write)).getFirst();
    ConfigChanged.Builder response =
        ConfigChanged.newBuilder()
            .setDocument(ConfigMessages.document(written.after()))
            .setChanged(written.changed())
            .addAllChanges(
                ConfigMessages.changes(
                    content(written.before()), content(Optional.of(written.after()))));
    if (written.changed()) {
      MatchResponse matched = match(write.scope(), caller);
      for (int at : matched.getPicked(0).getAtList()) {
        response.addNodeIds(matched.getNodeIds(at)).addOnline(matched.getOnline(at));
      }
      if (!dryRun) {
        pushes.add(settling.settle(response.getNodeIdsList(), caller).moved());
      }
    }
    return response.build();
  }

  RestoreConfigsResponse restore(RestoreConfigsRequest request, Caller caller, Notes notes) {
    Map<String, Write> writes = new TreeMap<>();
    List<String> order = new ArrayList<>();
    for (ConfigDocument document : request.getDocumentsList()) {
      Write write = write(document, request.getComment(), caller);
      String name = write.component() + " for " + write.scope().label();
      if (writes.put(name, write) != null) {
        throw Failure.invalid("the backup has two documents of " + name + "; keep one");
      }
      order.add(name);
    }
    List<Write> all = order.stream().map(writes::get).toList();
    List<Written> written =
        request.getDryRun() ? all.stream().map(ledger::plan).toList() : ledger.write(all);
    RestoreConfigsResponse.Builder response = RestoreConfigsResponse.newBuilder();
    written.forEach(one -> response.addDocuments(restored(one)));
    if (!request.getDryRun()) {
      var moved = settling.settle(null, caller).moved();
      pushes.add(moved);
      notes.targets(moved);
      response.setNodes(moved.size());
    }
    return response.build();
  }

  private static Write write(ConfigDocument document, String comment, Caller caller) {
    Scope scope = ConfigMessages.scope(document.getNodeId(), document.getTarget());
    String component = document.getComponent();
    if (!component.matches("[a-z][a-z0-9_.-]{0,62}")) {
      throw Failure.invalid(
          "component is '" + component + "'; it must be a-z, 0-9, _ . - and begin with a letter");
    }
    Wanted wanted =
        new Wanted(
            priority(scope, document.getPriority()),
            Verdicts.checked(component, Contents.read(document.getDocumentJson())));
    String why = comment.isEmpty() ? "restored" : comment;
    return new Write(component, scope, head -> wanted, caller.name(), why, OptionalLong.empty());
  }

  private static RestoredConfig restored(Written written) {
    boolean created = written.before().filter(row -> !row.deleted()).isEmpty();
    DocumentRow row = written.after();
    RestoredConfig.Builder message =
        RestoredConfig.newBuilder()
            .setComponent(row.component())
            .setRevision(row.revision())
            .setOutcome(!written.changed() ? "unchanged" : created ? "created" : "changed");
    return (row.scope().isNode()
            ? message.setNodeId(row.scope().text())
            : message.setTarget(row.scope().text()))
        .build();
  }

  private MatchResponse match(Scope scope, Caller caller) {
    MatchRequest.Builder request = MatchRequest.newBuilder().addTargets(scope.text());
    if (scope.isNode() || scope.kind() == Scope.Kind.IDS) {
      request.addAllNodeIds(Arrays.asList(scope.text().split(",")));
    }
    return bus.read(Internal.MATCH, request.build(), caller).await();
  }

  /** Refuses ids that nobody has: a typo must not become a document that waits for ever. */
  private Scope existing(Scope asked, Caller caller) {
    Scope scope = narrowed(asked, caller);
    if (scope.isNode() || scope.kind() == Scope.Kind.IDS) {
      List<String> missing = new ArrayList<>(Arrays.asList(scope.text().split(",")));
      missing.removeAll(match(scope, caller).getNodeIdsList());
      if (!missing.isEmpty()) {
        throw Failure.notFound(
            "there is no node '"
                + String.join("', '", missing.subList(0, Math.min(5, missing.size())))
                + "'; `muster node ls` lists those there are");
      }
    }
    return scope;
  }

  /**
   * For a caller who is limited to some nodes, the target within that limit: his document is
   * another one than that of the target as such, which is not his to change. Nodes are looked at
   * one by one.
   */
  private Scope narrowed(Scope scope, Caller caller) {
    if (!caller.limited()) {
      return scope;
    }
    if (scope.isNode() || scope.kind() == Scope.Kind.IDS) {
      for (String node : scope.text().split(",")) {
        Sight.require(bus, caller, node);
      }
      return scope;
    }
    return ConfigMessages.scope("", Narrowed.of(scope.text(), caller.reach()));
  }

  private static List<String> path(String key) {
    try {
      return Keys.path(key);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private static Map<String, Object> put(
      Map<String, Object> document, List<String> path, Object value) {
    try {
      return Keys.set(document, path, value);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private static Map<String, Object> content(Optional<DocumentRow> row) {
    return row.filter(there -> !there.deleted()).map(DocumentRow::content).orElse(Map.of());
  }

  static Failure absent(String component, Scope scope) {
    return Failure.notFound(
        "there is no document of "
            + component
            + " for "
            + scope.label()
            + "; `muster config list` lists those there are");
  }

  private static OptionalLong expected(boolean given, long revision) {
    return given ? OptionalLong.of(revision) : OptionalLong.empty();
  }
}
