package io.muster.server.gateway;

import io.muster.protocol.AuditApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.JobsApi;
import io.muster.protocol.NodesApi;
import io.muster.protocol.internal.v1.AppendAuditRequest;
import io.muster.protocol.internal.v1.AppendAuditResponse;
import io.muster.protocol.internal.v1.Grant;
import io.muster.protocol.internal.v1.VerifyCertificateRequest;
import io.muster.protocol.internal.v1.VerifySessionRequest;
import io.muster.protocol.internal.v1.VerifyTokenRequest;
import io.muster.protocol.internal.v1.VerifyTokenResponse;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.ListNodesRequest;
import io.muster.protocol.v1.ListNodesResponse;
import io.muster.protocol.v1.Node;
import io.muster.protocol.v1.Output;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.muster.runtime.Streams;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A few methods of the contract, and the answer whose a token is. */
final class TestServices extends VerticleBase {
  static final String SECRET = "s".repeat(43);

  /** Ids of tokens and their roles. */
  final Map<String, String> tokens = new ConcurrentHashMap<>();

  /** Credentials of sessions that are over. */
  final Set<String> ended = ConcurrentHashMap.newKeySet();

  final List<AuditRow> audit = new CopyOnWriteArrayList<>();
  final AtomicInteger labelled = new AtomicInteger();
  volatile boolean auditAway;
  final AtomicInteger verified = new AtomicInteger();
  final AtomicLong flooded = new AtomicLong();
  final Promise<Void> readerGone = Promise.promise();

  static String token(String id) {
    return "mst_" + id + "_" + SECRET;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    Streams streams = new Streams(vertx);
    return Future.all(
        List.of(
            bus.serve(Internal.VERIFY_TOKEN, this::verify),
            bus.serve(Internal.VERIFY_SESSION, this::session),
            bus.serve(Internal.VERIFY_CERTIFICATE, this::certificate),
            bus.serve(AuditApi.APPEND, this::append),
            bus.serve(NodesApi.GET, this::node),
            bus.serve(NodesApi.LIST, this::list),
            bus.serveNoting(NodesApi.UPDATE_LABELS, this::labels),
            bus.serve(JobsApi.SUBMIT, this::submit),
            streams.serve(JobsApi.WATCH, this::watch)));
  }

  private VerifyTokenResponse verify(VerifyTokenRequest request, Caller caller) {
    verified.incrementAndGet();
    String role = tokens.get(request.getId());
    byte[] wanted = io.muster.trust.Tokens.parseApi(token(request.getId())).orElseThrow().hash();
    if (role == null || !java.util.Arrays.equals(wanted, request.getHash().toByteArray())) {
      throw Failure.of(FailureCode.UNAUTHENTICATED, "the API token is not known");
    }
    return VerifyTokenResponse.newBuilder().setName(request.getId()).setRole(role).build();
  }

  /** In a session's credential the tests write its roles: {@code session:viewer,operator}. */
  private VerifyTokenResponse session(VerifySessionRequest request, Caller caller) {
    verified.incrementAndGet();
    String roles = request.getCredential().substring("session:".length());
    if (ended.contains(request.getCredential())) {
      throw Failure.of(FailureCode.UNAUTHENTICATED, "the session has ended");
    }
    VerifyTokenResponse.Builder found = VerifyTokenResponse.newBuilder().setName("alice");
    for (String role : roles.split(",")) {
      io.muster.domain.access.Role.ofLabel(role)
          .ifPresent(
              one ->
                  found
                      .addRoles(role)
                      .addGrants(
                          Grant.newBuilder()
                              .addAllPermissions(one.permissions())
                              .setTarget("all")));
    }
    return found.build();
  }

  private VerifyTokenResponse certificate(VerifyCertificateRequest request, Caller caller) {
    if (!request.getSubjectsList().contains("cn:alice")) {
      throw Failure.notFound("the certificate is no user's");
    }
    return VerifyTokenResponse.newBuilder()
        .setName("alice")
        .setCredential("certificate:cn:alice")
        .addGrants(
            Grant.newBuilder().addPermissions("node:read").setTarget("labels[\"env\"] == \"test\""))
        .build();
  }

  private Node node(GetNodeRequest request, Caller caller) {
    return switch (request.getId()) {
      case "missing" -> throw Failure.notFound("no node has the id 'missing' — größe");
      case "boom" -> throw new IllegalStateException("secret internals");
      case "busy" -> throw new Failure(FailureCode.BUSY, "later", Duration.ofSeconds(1), null);
      case "slow" -> {
        Promise<Void> never = Promise.promise();
        vertx.setTimer(3_000, fired -> never.complete());
        never.future().await();
        yield Node.getDefaultInstance();
      }
      default ->
          Node.newBuilder()
              .setId(request.getId())
              .setName(caller.name())
              .addAllGroups(caller.roles().stream().sorted().toList())
              .setCordonReason(caller.traceId())
              .build();
    };
  }

  private ListNodesResponse list(ListNodesRequest request, Caller caller) {
    return ListNodesResponse.newBuilder()
        .setTotal(request.getPageSize())
        .setNextPageToken(request.getTarget() + "|" + request.getFacts())
        .build();
  }

  private AppendAuditResponse append(AppendAuditRequest request, Caller caller) {
    if (auditAway) {
      throw Failure.unavailable("PostgreSQL cannot be reached", null);
    }
    audit.add(request.getRow());
    return AppendAuditResponse.newBuilder().setSeq(audit.size()).build();
  }

  /** The rows that were written of one call. */
  List<AuditRow> audit(String traceId) {
    return audit.stream().filter(row -> row.getTraceId().equals(traceId)).toList();
  }

  private Node labels(UpdateLabelsRequest request, Caller caller, Notes notes) {
    labelled.incrementAndGet();
    if (request.getId().equals("missing")) {
      throw Failure.notFound("no node has the id 'missing'");
    }
    notes.targets(List.of(request.getId()));
    return Node.newBuilder().setId(request.getId()).putAllLabels(request.getSetMap()).build();
  }

  private Job submit(SubmitJobRequest request, Caller caller) {
    return Job.newBuilder()
        .setId("j1")
        .setName(request.getRequestId())
        .setTarget(request.getTarget())
        .setShell(request.getShell())
        .setTimeout(request.getTimeout())
        .build();
  }

  private void watch(WatchJobRequest request, Caller caller, Streams.Sink<JobEvent> out) {
    switch (request.getId()) {
      case "missing" -> throw Failure.notFound("no job has the id 'missing'");
      case "late" -> {
        out.send(events(request.getAfter(), 2, ""));
        throw Failure.unavailable("the database went away", null);
      }
      case "forever" -> {
        out.send(events(request.getAfter(), 1, ""));
        out.gone().onComplete(readerGone).await();
      }
      case "flood" -> {
        String text = "x".repeat(10_000);
        for (long seq = request.getAfter(); seq < 100_000; seq += 5) {
          out.send(events(seq, (int) seq + 5, text));
          flooded.addAndGet(5);
        }
      }
      default -> out.send(events(request.getAfter(), Integer.parseInt(request.getId()), ""));
    }
  }

  private static List<JobEvent> events(long after, int last, String text) {
    return java.util.stream.LongStream.rangeClosed(after + 1, last)
        .mapToObj(
            seq -> {
              JobEvent.Builder event = JobEvent.newBuilder().setSeq(seq).setNodeId("n1");
              if (!text.isEmpty()) {
                event.addOutput(Output.newBuilder().setStream("stdout").setText(text));
              }
              return event.build();
            })
        .toList();
  }
}
