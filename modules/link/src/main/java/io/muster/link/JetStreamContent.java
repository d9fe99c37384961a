package io.muster.link;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.ObjectStoreManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.impl.Headers;
import io.nats.client.support.Digester;
import io.nats.client.support.NatsObjectStoreUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bucket of JetStream's object store (ADR-20 of nats-architecture-and-design), with the layout
 * that its other clients read. An object's pieces lie on a subject that is made of its name, where
 * the library would take a random one: so that what a killed writer left can be found and removed.
 */
public final class JetStreamContent implements ContentStore {
  /** The bucket; its stream is {@code OBJ_MUSTER_CONTENT}. */
  public static final String BUCKET = "MUSTER_CONTENT";

  private static final Logger LOG = LoggerFactory.getLogger(JetStreamContent.class);
  private static final String STREAM = "OBJ_" + BUCKET;

  /** Below the {@code max_payload} of a nats-server as it comes. */
  private static final int PIECE = 512 * 1024;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int STREAM_NOT_FOUND = 10059;

  /** Of both ways to say that there is no more room. */
  private static final List<Integer> FULL = List.of(10023, 10047, 10077);

  private final NatsLink link;
  private final int replicas;

  /**
   * The content behind a link of the account CONTENT.
   *
   * @param replicas copies: 1 for one server, 3 for a cluster
   */
  public JetStreamContent(NatsLink link, int replicas) {
    this.link = link;
    this.replicas = replicas;
  }

  @Override
  public CompletableFuture<Void> ensure() {
    return run(
        connection -> {
          ObjectStoreManagement management = connection.objectStoreManagement();
          try {
            ObjectStoreStatus status = management.getStatus(BUCKET);
            if (status.getReplicas() != replicas) {
              LOG.warn(
                  "the bucket {} has {} replicas, nats.replicas says {}: change it with 'nats stream"
                      + " edit {}'",
                  BUCKET,
                  status.getReplicas(),
                  replicas,
                  STREAM);
            }
          } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
              throw e;
            }
            LOG.info("making the bucket {}", BUCKET);
            management.create(
                ObjectStoreConfiguration.builder(BUCKET)
                    .description("content of files, in chunks")
                    .storageType(StorageType.File)
                    .replicas(replicas)
                    .build());
          }
          return null;
        });
  }

  @Override
  public CompletableFuture<Void> put(String name, byte[] content) {
    return run(
        connection -> {
          JetStream stream = connection.jetStream();
          List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
          for (int at = 0; at < content.length; at += PIECE) {
            byte[] piece = Arrays.copyOfRange(content, at, Math.min(content.length, at + PIECE));
            acks.add(stream.publishAsync(pieces(name), piece));
          }
          for (CompletableFuture<PublishAck> ack : acks) {
            await(ack);
          }
          Digester digest = new Digester();
          digest.update(content);
          ObjectInfo info =
              ObjectInfo.builder(BUCKET, name)
                  .nuid(name)
                  .size(content.length)
                  .chunks(acks.size())
                  .chunkSize(PIECE)
                  .digest(digest.getDigestEntry())
                  .build();
          Headers rollup = new Headers().put("Nats-Rollup", "sub");
          await(stream.publishAsync(meta(name), rollup, info.serialize()));
          return null;
        });
  }

  @Override
  public CompletableFuture<byte[]> get(String name) {
    return run(
        connection -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream(4 << 20);
          try {
            connection.objectStore(BUCKET).get(name, out);
          } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == STREAM_NOT_FOUND) {
              throw new Lost(name);
            }
            throw e;
          } catch (IllegalArgumentException | IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).startsWith("[OS-")) {
              throw e;
            }
            // What the library says of an object that is not there, or not whole.
            LOG.warn("object {} cannot be read: {}", name, e.getMessage());
            throw new Lost(name);
          }
          return out.toByteArray();
        });
  }

  @Override
  public CompletableFuture<Void> remove(String name) {
    return run(
        connection -> {
          JetStreamManagement management = connection.jetStreamManagement();
          try {
            management.purgeStream(STREAM, PurgeOptions.subject(pieces(name)));
            management.purgeStream(STREAM, PurgeOptions.subject(meta(name)));
          } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
              throw e;
            }
          }
          return null;
        });
  }

  private static String pieces(String name) {
    return "$O." + BUCKET + ".C." + name;
  }

  private static String meta(String name) {
    return "$O." + BUCKET + ".M." + NatsObjectStoreUtil.encodeForSubject(name);
  }

  private static void await(CompletableFuture<PublishAck> ack)
      throws IOException, JetStreamApiException, InterruptedException {
    try {
      ack.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("JetStream did not acknowledge a piece in time", e);
    } catch (ExecutionException e) {
      Throwable cause =
          e.getCause() instanceof RuntimeException r && r.getCause() != null
              ? r.getCause()
              : e.getCause();
      if (cause instanceof JetStreamApiException api) {
        throw api;
      }
      throw new IOException("JetStream did not store a piece", cause);
    }
  }

  private interface Work<T> {
    T on(Connection connection)
        throws IOException, JetStreamApiException, InterruptedException, NoSuchAlgorithmException;
  }

  /** The library blocks, so it does on a thread of its own. */
  private <T> CompletableFuture<T> run(Work<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.on(link.connection());
          } catch (JetStreamApiException e) {
            throw FULL.contains(e.getApiErrorCode())
                ? new LinkException(
                    "JetStream has no room left (" + e.getMessage() + "); give it a larger disk", e)
                : new LinkException("JetStream refuses: " + e.getMessage(), e);
          } catch (IOException | NoSuchAlgorithmException e) {
            throw new LinkException("the object store does not answer: " + e.getMessage(), e);
          } catch (IllegalStateException e) {
            throw new LinkException("not connected to NATS", e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
          }
        },
        LinkThreads.VIRTUAL);
  }
}
