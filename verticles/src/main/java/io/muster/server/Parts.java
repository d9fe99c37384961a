package io.muster.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.ContentStore;
import io.muster.link.JetStreamReplyQueue;
import io.muster.link.JetStreams;
import io.muster.link.NatsLink;
import io.muster.link.identity.Bootstrap;
import io.muster.store.Database;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;

/**
 * What the verticles of one node are made from.
 *
 * @param link to the account of the fleet
 * @param blobLink to the account of the fleet, so that content does not stand before tasks
 * @param contentLink to the account of the object store
 * @param eventLink to the account of the object store, in which the change feed is kept too
 * @param system to the account that tells nats-server of revocations
 */
record Parts(
    ServerConfig config,
    Bootstrap secrets,
    Vertx vertx,
    Database database,
    NatsLink link,
    NatsLink system,
    NatsLink blobLink,
    NatsLink contentLink,
    NatsLink eventLink,
    ContentStore content,
    JetStreams streams,
    JetStreamReplyQueue replies,
    MeterRegistry meters,
    Clock clock,
    Instant started) {}
