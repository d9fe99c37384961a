package io.muster.server.config;

import io.muster.domain.config.Layer;
import io.muster.domain.config.Scope;
import io.muster.protocol.v1.BackupConfigsRequest;
import io.muster.protocol.v1.ConfigBackup;
import io.muster.protocol.v1.ConfigDocument;
import io.muster.protocol.v1.ConfigHistory;
import io.muster.protocol.v1.ConfigHistoryRequest;
import io.muster.protocol.v1.ConfigVerdict;
import io.muster.protocol.v1.GetConfigRequest;
import io.muster.protocol.v1.ListConfigsRequest;
import io.muster.protocol.v1.ListConfigsResponse;
import io.muster.protocol.v1.ValidateConfigRequest;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.config.Settling.Picture;
import io.muster.store.config.ConfigReads;
import io.muster.store.config.Contents;
import io.muster.store.config.DocumentRow;
import io.muster.store.config.SecretLedger;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Documents and their history, as people read them. */
final class Reading {
  private static final int DEFAULT_PAGE = 100;
  private static final int BACKUP_PAGE = 200;
  private static final int BACKUP_BYTES = 1 << 20;
  private static final Comparator<DocumentRow> ORDER =
      Comparator.comparing(DocumentRow::component)
          .thenComparing(DocumentRow::layer, Layer.order())
          .thenComparing(row -> row.scope().text());

  private final ConfigReads reads;
  private final SecretLedger secrets;
  private final Settling settling;
  private final DocumentSight sight;

  Reading(ConfigReads reads, SecretLedger secrets, Settling settling, DocumentSight sight) {
    this.reads = reads;
    this.secrets = secrets;
    this.settling = settling;
    this.sight = sight;
  }

  ConfigDocument get(GetConfigRequest request, Caller caller) {
    Scope scope = seen(request.getComponent(), request.getNodeId(), request.getTarget(), caller);
    Optional<DocumentRow> row =
        request.getRevision() == 0
            ? reads.head(request.getComponent(), scope).filter(head -> !head.deleted())
            : reads.revision(request.getComponent(), scope, request.getRevision());
    return ConfigMessages.document(
        row.orElseThrow(
            () ->
                request.getRevision() == 0
                    ? Editing.absent(request.getComponent(), scope)
                    : Failure.notFound(
                        "revision "
                            + request.getRevision()
                            + " is none of the document of "
                            + request.getComponent()
                            + " for "
                            + scope.label()
                            + "; `muster config history` lists those there are")));
  }

  ListConfigsResponse list(ListConfigsRequest request, Caller caller) {
    List<DocumentRow> rows =
        sight.seen(reads.heads(request.getComponent()).stream().sorted(ORDER).toList(), caller);
    if (!request.getNodeId().isEmpty()) {
      Set<Long> applying = applying(request.getNodeId(), caller);
      rows = rows.stream().filter(row -> applying.contains(row.id())).toList();
    }
    int from = offset(request.getPageToken());
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    int end = Math.min(rows.size(), from + size);
    ListConfigsResponse.Builder response = ListConfigsResponse.newBuilder();
    rows.subList(Math.min(from, end), end)
        .forEach(row -> response.addDocuments(ConfigMessages.document(row)));
    return response.setNextPageToken(end < rows.size() ? Integer.toString(end) : "").build();
  }

  private Set<Long> applying(String node, Caller caller) {
    Picture picture = settling.picture(List.of(node), caller);
    return layers(picture, node).values().stream()
        .flatMap(List::stream)
        .map(Layer::document)
        .collect(Collectors.toSet());
  }

  /** Fails with {@code NOT_FOUND}. */
  static Map<String, List<Layer>> layers(Picture picture, String node) {
    Map<String, List<Layer>> layers = picture.layers().get(node);
    if (layers == null) {
      throw Failure.notFound(
          "there is no node '" + node + "'; `muster node ls` lists those there are");
    }
    return layers;
  }

  /** The scope of a document that the caller sees; fails as if there was none. */
  private Scope seen(String component, String node, String target, Caller caller) {
    Scope scope = ConfigMessages.scope(node, target);
    if (!sight.sees(scope, caller)) {
      throw Editing.absent(component, scope);
    }
    return scope;
  }

  ConfigHistory history(ConfigHistoryRequest request, Caller caller) {
    Scope scope = seen(request.getComponent(), request.getNodeId(), request.getTarget(), caller);
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    long before =
        request.getPageToken().isEmpty() ? Long.MAX_VALUE : number(request.getPageToken());
    List<DocumentRow> rows = reads.history(request.getComponent(), scope, before, size);
    if (rows.isEmpty() && before == Long.MAX_VALUE) {
      throw Editing.absent(request.getComponent(), scope);
    }
    ConfigHistory.Builder response = ConfigHistory.newBuilder();
    rows.forEach(row -> response.addRevisions(ConfigMessages.document(row)));
    return response
        .setNextPageToken(rows.size() < size ? "" : Long.toString(rows.getLast().revision()))
        .build();
  }

  ConfigVerdict validate(ValidateConfigRequest request) {
    Map<String, Object> document = Contents.read(request.getDocumentJson());
    Set<String> problems = new LinkedHashSet<>(Verdicts.problems(request.getComponent(), document));
    problems.addAll(secrets.problems(document));
    return ConfigVerdict.newBuilder()
        .setValid(problems.isEmpty())
        .addAllProblems(problems)
        .setKnownComponent(Verdicts.knows(request.getComponent()))
        .build();
  }

  /** A token is the moment and the last document: all pages are of one moment. */
  ConfigBackup backup(BackupConfigsRequest request) {
    String[] token = request.getPageToken().isEmpty() ? null : request.getPageToken().split("-", 2);
    if (token != null && token.length != 2) {
      throw unknownToken(request.getPageToken());
    }
    long at = token == null ? reads.clock() : number(token[0]);
    long after = token == null ? 0 : number(token[1]);
    ConfigBackup.Builder response = ConfigBackup.newBuilder().setRevision(at);
    List<DocumentRow> rows = reads.at(at, after, BACKUP_PAGE);
    long bytes = 0;
    for (DocumentRow row : rows) {
      ConfigDocument document = ConfigMessages.document(row);
      bytes += document.getSerializedSize();
      if (response.getDocumentsCount() > 0 && bytes > BACKUP_BYTES) {
        return response.setNextPageToken(at + "-" + after).build();
      }
      response.addDocuments(document);
      after = row.id();
    }
    return response.setNextPageToken(rows.size() < BACKUP_PAGE ? "" : at + "-" + after).build();
  }

  private static int offset(String token) {
    return token.isEmpty() ? 0 : (int) Math.min(number(token), Integer.MAX_VALUE / 2);
  }

  private static long number(String token) {
    if (!token.matches("\\d{1,18}")) {
      throw unknownToken(token);
    }
    return Long.parseLong(token);
  }

  private static Failure unknownToken(String token) {
    return Failure.invalid("pageToken is '" + token + "', which no answer gave; begin without one");
  }
}
