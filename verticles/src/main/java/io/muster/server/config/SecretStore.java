package io.muster.server.config;

import io.muster.domain.config.SecretReferences;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.v1.DeleteSecretRequest;
import io.muster.protocol.v1.DeleteSecretResponse;
import io.muster.protocol.v1.ListSecretsRequest;
import io.muster.protocol.v1.ListSecretsResponse;
import io.muster.protocol.v1.Secret;
import io.muster.protocol.v1.SetSecretRequest;
import io.muster.protocol.v1.SetSecretResponse;
import io.muster.runtime.Caller;
import io.muster.runtime.Notes;
import io.muster.server.messages.TimeMessages;
import io.muster.store.config.Contents;
import io.muster.store.config.SecretLedger;
import io.muster.store.config.SecretLedger.Changed;
import io.muster.store.config.SecretLedger.Sealed;
import io.muster.trust.SecretBox;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets: what people do with them, and their values on the way to a node. */
final class SecretStore {
  private static final Logger LOG = LoggerFactory.getLogger(SecretStore.class);
  private static final int DEFAULT_PAGE = 100;
  private static final int AT_ONCE = 100;

  private final SecretLedger ledger;
  private final SecretBox box;
  private final Settling settling;
  private final Pushes pushes;

  /** What is not to be had, and was told. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  SecretStore(SecretLedger ledger, SecretBox box, Settling settling, Pushes pushes) {
    this.ledger = ledger;
    this.box = box;
    this.settling = settling;
    this.pushes = pushes;
  }

  SetSecretResponse set(SetSecretRequest request, Caller caller, Notes notes) {
    String name = request.getName();
    Changed changed =
        ledger.set(
            name,
            present -> request.getValue().equals(open(present).orElse(null)),
            version -> box.seal(name, version, request.getValue()),
            caller.name());
    SetSecretResponse.Builder response =
        SetSecretResponse.newBuilder()
            .setSecret(message(changed.secret()))
            .setChanged(changed.changed());
    if (changed.changed()) {
      Set<String> moved = settling.settle(null, caller).moved();
      pushes.add(moved);
      notes.targets(moved);
      response.setNodes(moved.size());
    }
    return response.build();
  }

  ListSecretsResponse list(ListSecretsRequest request) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    ListSecretsResponse.Builder response = ListSecretsResponse.newBuilder();
    ledger
        .list(request.getPageToken(), size)
        .forEach((secret, users) -> response.addSecrets(message(secret).setDocuments(users)));
    int found = response.getSecretsCount();
    return response
        .setNextPageToken(found < size ? "" : response.getSecrets(found - 1).getName())
        .build();
  }

  DeleteSecretResponse delete(DeleteSecretRequest request) {
    ledger.delete(request.getName(), request.getForce());
    return DeleteSecretResponse.getDefaultInstance();
  }

  private static Secret.Builder message(Sealed secret) {
    return Secret.newBuilder()
        .setName(secret.name())
        .setVersion(secret.version())
        .setChangedBy(secret.changedBy())
        .setChangedAt(TimeMessages.timestamp(secret.changedAt()));
  }

  /** The values that answers of one moment need; read once, and forgotten with it. */
  final class Values {
    private final Map<String, String> values = new HashMap<>();

    /** Puts values in the places of references; empty when one of them is not to be had. */
    Optional<NodeConfig> into(NodeConfig config) {
      if (!SecretReferences.mayRefer(config.getDocumentJson())) {
        return Optional.of(config);
      }
      Object document = Contents.value(config.getDocumentJson());
      Set<String> names = SecretReferences.names(document);
      read(names);
      for (String name : names) {
        if (values.get(name) == null) {
          return Optional.empty();
        }
      }
      Object resolved = SecretReferences.replace(document, values::get);
      Set<String> used = new TreeSet<>();
      names.forEach(name -> used.add(values.get(name)));
      return Optional.of(
          config.toBuilder().setDocumentJson(Contents.write(resolved)).addAllSecrets(used).build());
    }

    private void read(Collection<String> names) {
      Set<String> missing = new TreeSet<>(names);
      missing.removeAll(values.keySet());
      ledger.read(missing).forEach(secret -> values.put(secret.name(), open(secret).orElse(null)));
      for (String name : missing) {
        if (!values.containsKey(name)) {
          values.put(name, null);
          tell(name, "the secret '" + name + "' is not there any more; set it again");
        }
      }
    }
  }

  private Optional<String> open(Sealed secret) {
    try {
      String value = box.open(secret.name(), secret.version(), secret.sealed());
      told.remove(secret.name());
      return Optional.of(value);
    } catch (SecretBox.Closed e) {
      tell(secret.name(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Once, until it is well again. */
  private void tell(String name, String what) {
    if (told.add(name)) {
      LOG.warn("nodes that refer to it keep what they have: {}", what);
    }
  }

  /** Seals what an older key sealed with the present one. */
  void reseal() {
    for (Sealed secret : ledger.sealedByOthers(box.keyId(), AT_ONCE)) {
      open(secret)
          .ifPresent(
              value -> {
                ledger.reseal(secret, box.seal(secret.name(), secret.version(), value));
                LOG.info("the secret {} is sealed with the present key now", secret.name());
              });
    }
  }
}
