package io.muster.agent.identity;

import io.muster.link.identity.NodeKey;
import io.muster.trust.SecretFiles;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of an identity: {@code node.key}, the seed, and {@code identity.json}, everything that
 * the control plane gave. Each is there whole or not at all. The key is written before it is first
 * shown to anybody, so that asking again after a lost answer gets the same identity.
 */
public final class IdentityFolder {
  private final Path folder;

  public IdentityFolder(Path folder) {
    this.folder = folder;
  }

  public Path path() {
    return folder;
  }

  /**
   * The node's key, made at the first call.
   *
   * @throws IOException when it cannot be read, written or understood
   */
  public NodeKey key() throws IOException {
    Path file = folder.resolve("node.key");
    return SecretFiles.holding(
        folder,
        () -> {
          try {
            return NodeKey.fromSeed(Files.readString(file).strip());
          } catch (NoSuchFileException e) {
            NodeKey fresh = NodeKey.create();
            SecretFiles.write(file, fresh.seed() + "\n");
            return fresh;
          } catch (IllegalArgumentException e) {
            throw new IOException(
                file + " is not a node key; restore it, or remove " + folder + " and join again",
                e);
          }
        });
  }

  /** The identity, if the node has one. */
  public Optional<Identity> load() throws IOException {
    Path file = folder.resolve("identity.json");
    try {
      return Optional.of(Identity.of(new JsonObject(Files.readString(file))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new IOException(
          file + " cannot be understood; restore it, or remove it and join again", e);
    }
  }

  public void save(Identity identity) throws IOException {
    SecretFiles.write(folder.resolve("identity.json"), identity.toJson().encodePrettily() + "\n");
  }
}
