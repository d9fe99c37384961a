package io.muster.server;

import io.muster.link.AuditHeads;
import io.muster.link.EventStream;
import io.muster.protocol.Api;
import io.muster.server.access.AccessVerticle;
import io.muster.server.audit.AuditVerticle;
import io.muster.server.blob.BlobVerticle;
import io.muster.server.catchup.CatchUpVerticle;
import io.muster.server.compat.CompatVerticle;
import io.muster.server.config.ConfigVerticle;
import io.muster.server.connector.ConnectorVerticle;
import io.muster.server.content.Contents;
import io.muster.server.dispatch.DispatchVerticle;
import io.muster.server.effects.Envelopes;
import io.muster.server.effects.Specs;
import io.muster.server.enrolment.EnrolmentVerticle;
import io.muster.server.events.EventsVerticle;
import io.muster.server.events.NatsCredentials;
import io.muster.server.files.FilesVerticle;
import io.muster.server.gateway.GatewayShared;
import io.muster.server.gateway.GatewayVerticle;
import io.muster.server.jobs.JobsVerticle;
import io.muster.server.presence.PresenceVerticle;
import io.muster.server.registry.RegistryVerticle;
import io.muster.server.retention.RetentionVerticle;
import io.muster.server.rollout.RolloutVerticle;
import io.muster.server.system.SystemSources;
import io.muster.server.system.SystemVerticle;
import io.muster.server.vitals.VitalsVerticle;
import io.muster.server.watch.WatchVerticle;
import io.muster.store.LeaseLedger;
import io.muster.store.MemberLedger;
import io.muster.store.RetentionLedger;
import io.muster.store.audit.AuditLedger;
import io.muster.store.audit.AuditReads;
import io.muster.store.config.ConfigStates;
import io.muster.store.enrolment.EnrolmentLedger;
import io.muster.store.enrolment.JoinTokenLedger;
import io.muster.store.enrolment.RevocationLedger;
import io.muster.store.event.EventLedger;
import io.muster.store.file.FileHistory;
import io.muster.store.file.FileLedger;
import io.muster.store.file.GarbageLedger;
import io.muster.store.file.UploadLedger;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobSteering;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.muster.store.node.PresenceLedger;
import io.muster.store.rollout.RolloutLedger;
import io.muster.store.rollout.RolloutReads;
import io.muster.trust.SigningKey;
import io.vertx.core.Deployable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.Supplier;

/** Makes the verticle of each role from the parts of this node. */
final class Deployments {
  /**
   * How to deploy a role.
   *
   * @param blocking on virtual threads, so that it may await
   */
  record Plan(Supplier<? extends Deployable> verticle, int instances, boolean blocking) {}

  private final Parts parts;
  private final Readiness readiness;
  private final ServerConfig config;
  private final JobLedger jobs;
  private final JobReads reads;
  private final Specs specs;
  private final LeaseLedger leases;
  private final SigningKey signer;
  private final Envelopes envelopes;
  private final Contents contents;

  Deployments(Parts parts, Readiness readiness) {
    this.parts = parts;
    this.readiness = readiness;
    this.config = parts.config();
    this.jobs = new JobLedger(parts.database(), config.tasks().machine(), parts.clock());
    this.reads = new JobReads(parts.database());
    this.specs = new Specs(reads);
    this.leases =
        new LeaseLedger(parts.database(), config.member() + "@" + parts.started().toEpochMilli());
    this.signer = unchecked(() -> parts.secrets().folder().signingKey());
    this.envelopes = new Envelopes(signer, parts.clock());
    this.contents =
        new Contents(
            new FileLedger(parts.database()),
            parts.content(),
            config.files().cache().bytes(),
            parts.meters());
  }

  Plan of(Role role) {
    return switch (role) {
      case REGISTRY ->
          one(
              () ->
                  new RegistryVerticle(
                      new NodeLedger(parts.database()),
                      new FleetReader(parts.database()),
                      config.registry()));
      case PRESENCE ->
          one(
              () ->
                  new PresenceVerticle(
                      parts.link(),
                      signer,
                      new PresenceLedger(parts.database()),
                      new ConfigStates(parts.database()),
                      config.presence().vitals(parts.database()),
                      config.presence(),
                      parts.clock(),
                      parts.meters()));
      case ENROLMENT -> enrolment();
      case ACCESS -> access();
      case AUDIT -> audit();
      case JOBS ->
          one(
              () ->
                  new JobsVerticle(
                      jobs, reads, new FileLedger(parts.database()), config.jobs(), parts.clock()));
      case DISPATCH -> dispatch();
      case CATCHUP ->
          one(
              () ->
                  new CatchUpVerticle(
                      new CatchUpVerticle.Needs(
                          jobs, specs, parts.link(), envelopes, parts.meters()),
                      config.catchup()));
      case CONFIG -> config();
      case CONNECTOR ->
          one(
              () ->
                  new ConnectorVerticle(
                      jobs, parts.replies(), config.connector(), parts.clock(), parts.meters()));
      case WATCH -> one(() -> new WatchVerticle(reads, parts.meters()));
      case FILES -> files();
      case BLOB ->
          one(
              () ->
                  new BlobVerticle(
                      parts.blobLink(),
                      contents,
                      new FileLedger(parts.database()),
                      config.blob(),
                      parts.clock(),
                      parts.meters()));
      case EVENTS -> events();
      case SYSTEM -> system();
      case VITALS ->
          one(
              () ->
                  new VitalsVerticle(
                      reads,
                      parts.link(),
                      parts.streams(),
                      parts.replies(),
                      config.vitals(),
                      parts.meters()));
      case RETENTION ->
          one(
              () ->
                  new RetentionVerticle(
                      new RetentionLedger(parts.database()),
                      new EventLedger(parts.database()),
                      leases,
                      config.retention(),
                      parts.clock()));
      case ROLLOUTS -> rollouts();
      case COMPAT -> one(CompatVerticle::new);
      case GATEWAY -> gateway();
    };
  }

  private static Plan one(Supplier<? extends Deployable> verticle) {
    return new Plan(verticle, 1, true);
  }

  private Plan dispatch() {
    var needs =
        new DispatchVerticle.Needs(
            jobs,
            steering(),
            specs,
            leases,
            parts.link(),
            parts.replies(),
            envelopes,
            parts.meters());
    return one(() -> new DispatchVerticle(needs, config.dispatch()));
  }

  private JobSteering steering() {
    return new JobSteering(parts.database(), config.tasks().machine(), parts.clock());
  }

  private Plan rollouts() {
    var needs =
        new RolloutVerticle.Needs(
            new RolloutLedger(parts.database()),
            new RolloutReads(parts.database()),
            jobs,
            steering(),
            reads,
            leases,
            config.member(),
            parts.clock());
    return one(() -> new RolloutVerticle(needs, config.rollouts()));
  }

  private Plan config() {
    var needs =
        new ConfigVerticle.Needs(
            parts.database(),
            leases,
            parts.link(),
            signer,
            unchecked(() -> parts.secrets().folder().secretBox()),
            parts.meters());
    return one(() -> new ConfigVerticle(needs, config.configs()));
  }

  private Plan events() {
    var settings =
        config.events().stream(config.nats().replicas(), config.nats().duplicateWindow());
    var needs =
        new EventsVerticle.Needs(
            new EventLedger(parts.database()),
            leases,
            new EventStream(parts.eventLink(), settings),
            parts.link(),
            new NatsCredentials(
                parts.secrets().nats(),
                config.enrolment().natsUrls(),
                unchecked(() -> parts.secrets().folder().caPem()),
                parts.clock()),
            parts.meters());
    return one(() -> new EventsVerticle(needs, config.events()));
  }

  private Plan files() {
    var needs =
        new FilesVerticle.Needs(
            new UploadLedger(parts.database(), config.files().uploadTtl()),
            new FileLedger(parts.database()),
            new FileHistory(parts.database()),
            new GarbageLedger(parts.database()),
            leases,
            parts.content(),
            parts.contentLink(),
            contents,
            parts.clock(),
            parts.meters());
    return one(() -> new FilesVerticle(needs, config.files()));
  }

  private Plan enrolment() {
    var folder = parts.secrets().folder();
    var needs =
        new EnrolmentVerticle.Needs(
            new EnrolmentLedger(parts.database()),
            new JoinTokenLedger(parts.database()),
            new RevocationLedger(parts.database()),
            parts.secrets().nats(),
            unchecked(folder::signingKey),
            unchecked(folder::caPem),
            unchecked(folder::caPin),
            parts.link(),
            parts.system(),
            parts.meters(),
            parts.clock());
    return one(() -> new EnrolmentVerticle(needs, config.enrolment()));
  }

  private Plan access() {
    String pem = unchecked(() -> parts.secrets().folder().jwtPrivatePem());
    String admin = unchecked(() -> Files.readString(parts.secrets().folder().adminToken()).strip());
    return one(
        () ->
            new AccessVerticle(
                parts.database(), config.access(), config.oidc(), pem, admin, parts.clock()));
  }

  private Plan audit() {
    var needs =
        new AuditVerticle.Needs(
            new AuditLedger(parts.database()),
            new AuditReads(parts.database()),
            leases,
            new AuditHeads(parts.link(), config.nats().replicas(), config.audit().keep()),
            signer,
            parts.clock(),
            parts.meters());
    return one(() -> new AuditVerticle(needs, config.audit()));
  }

  private Plan system() {
    SystemSources sources =
        new SystemSources(this::self, () -> parts.link().serverVersion(), this::lag);
    return one(
        () -> new SystemVerticle(new MemberLedger(parts.database()), config.system(), sources));
  }

  private MemberLedger.Member self() {
    return new MemberLedger.Member(
        config.member(),
        config.gateway().host() + ":" + config.gateway().port(),
        Version.current(),
        readiness.verticles(),
        parts.started(),
        parts.started(),
        readiness.ready());
  }

  private long lag() {
    var gauge = parts.meters().find("muster.replies.lag").gauge();
    return gauge == null ? 0 : (long) gauge.value();
  }

  private Plan gateway() {
    GatewayShared shared =
        GatewayShared.create(
            config.gateway(),
            config.bridge(),
            unchecked(() -> parts.secrets().folder().jwtPublicPem()),
            parts.meters(),
            readiness::checks,
            parts.clock(),
            Api.SERVICES,
            config.oidc());
    int instances = Math.max(1, Runtime.getRuntime().availableProcessors());
    return new Plan(() -> new GatewayVerticle(shared), instances, false);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T unchecked(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
