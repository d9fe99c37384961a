package io.muster.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.protocol.agent.v1.Signed;
import io.muster.trust.SignatureVerifier.Forged;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private final SigningKey key = newKey();
  private final SigningKey other = newKey();
  private final SignatureVerifier verifier =
      new SignatureVerifier(Map.of(key.id(), key.publicKey()));

  private static SigningKey newKey() {
    try {
      return new SigningKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> bodies(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> ("body " + i + " of " + size).getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void everyLeafOfEverySizeIsProven() throws Forged {
    assertEquals(List.of(), key.sign("task", List.of()));
    for (int size = 1; size <= 70; size++) {
      List<byte[]> bodies = bodies(size);
      List<Signed> signed = key.sign("task", bodies);
      for (int i = 0; i < size; i++) {
        assertArrayEquals(bodies.get(i), verifier.verify(signed.get(i), "task"));
      }
    }
  }

  private void assertForged(Signed signed) {
    assertThrows(Forged.class, () -> verifier.verify(signed, "task"), signed::toString);
  }

  private static ByteString flipped(ByteString bytes, int bit) {
    byte[] copy = bytes.toByteArray();
    copy[bit / 8] ^= (byte) (1 << bit % 8);
    return ByteString.copyFrom(copy);
  }

  private void everyBit(Signed good, ByteString field, BiConsumer<Signed.Builder, ByteString> set) {
    for (int bit = 0; bit < field.size() * 8; bit++) {
      Signed.Builder tampered = good.toBuilder();
      set.accept(tampered, flipped(field, bit));
      assertForged(tampered.build());
    }
  }

  @Test
  void everyTamperedBitIsRefused() throws Forged {
    for (int size : new int[] {1, 5}) {
      for (int leaf : new int[] {0, size - 1}) {
        Signed good = key.sign("task", bodies(size)).get(leaf);
        verifier.verify(good, "task"); // so that the batch is remembered as proven
        everyBit(good, good.getBody(), Signed.Builder::setBody);
        everyBit(good, good.getSignature(), Signed.Builder::setSignature);
        everyBit(good, good.getKindBytes(), (b, k) -> b.setKind(k.toString(LATIN)));
        everyBit(good, good.getKeyIdBytes(), (b, k) -> b.setKeyId(k.toString(LATIN)));
        for (int i = 0; i < good.getPathCount(); i++) {
          int at = i;
          everyBit(good, good.getPath(i), (b, hash) -> b.setPath(at, hash));
        }
      }
    }
  }

  @Test
  void everyTamperedPositionIsRefused() throws Forged {
    for (int size = 1; size <= 20; size++) {
      for (Signed good : key.sign("task", bodies(size))) {
        verifier.verify(good, "task");
        for (int bit = 0; bit < 32; bit++) {
          assertForged(good.toBuilder().setIndex(good.getIndex() ^ 1 << bit).build());
          assertForged(good.toBuilder().setSize(good.getSize() ^ 1 << bit).build());
        }
      }
    }
  }

  private static final java.nio.charset.Charset LATIN = StandardCharsets.ISO_8859_1;

  @Test
  void pathsOfAnotherShapeAreRefused() {
    Signed good = key.sign("task", bodies(6)).get(2);
    assertForged(good.toBuilder().addPath(good.getPath(0)).build());
    assertForged(good.toBuilder().clearPath().build());
    assertForged(good.toBuilder().setPath(0, good.getPath(0).substring(1)).build());
    assertForged(good.toBuilder().setSize(0).setIndex(0).clearPath().build());
    // An inner node is not taken for a leaf.
    ByteString inner = good.getPath(1);
    assertForged(good.toBuilder().setBody(inner).setIndex(0).setSize(2).build());
  }

  @Test
  void aLeafOfAnotherBatchIsRefused() {
    Signed mine = key.sign("task", bodies(4)).get(1);
    Signed foreign = key.sign("task", bodies(5)).get(1);
    assertForged(mine.toBuilder().setSignature(foreign.getSignature()).build());
    assertForged(mine.toBuilder().setBody(foreign.getBody()).build());
  }

  @Test
  void aKindIsNeverTakenForAnother() throws Forged {
    Signed order = key.sign("ctl", bodies(3)).get(0);
    verifier.verify(order, "ctl");
    assertForged(order);
    assertForged(order.toBuilder().setKind("task").build());
  }

  @Test
  void onlyKnownKeysCount() throws Forged {
    Signed foreign = other.sign("task", bodies(2)).get(0);
    assertForged(foreign);
    assertForged(foreign.toBuilder().setKeyId(key.id()).build());
    Signed mine = key.sign("task", bodies(2)).get(0);
    verifier.verify(mine, "task");
    verifier.replaceKeys(Map.of(other.id(), other.publicKey()));
    assertForged(mine);
    verifier.verify(foreign, "task");
    assertThrows(
        IllegalArgumentException.class, () -> new SignatureVerifier(Map.of("x", new byte[31])));
  }

  @Test
  void whatIsRememberedIsOnlyWhatWasProven() throws Forged {
    List<Signed> batch = key.sign("task", bodies(70));
    verifier.verify(batch.get(3), "task");
    Signed swapped = batch.get(4).toBuilder().setBody(batch.get(5).getBody()).build();
    assertForged(swapped);
    assertForged(swapped); // a refusal is not remembered as a proof
    for (int i = 0; i < 300; i++) { // more batches than are remembered
      verifier.verify(key.sign("task", bodies(2)).get(i % 2), "task");
    }
    verifier.verify(batch.get(6), "task");
  }

  @Test
  void manyThreadsVerifyAtOnceWhileKeysChange() {
    List<Signed> batch = key.sign("task", bodies(64));
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 8)
            .mapToObj(t -> CompletableFuture.runAsync(() -> verifyAll(batch)))
            .toList();
    for (int i = 0; i < 50; i++) {
      verifier.replaceKeys(Map.of(key.id(), key.publicKey(), other.id(), other.publicKey()));
    }
    threads.forEach(thread -> thread.orTimeout(30, TimeUnit.SECONDS).join());
  }

  private void verifyAll(List<Signed> batch) {
    for (Signed signed : batch) {
      try {
        verifier.verify(signed, "task");
      } catch (Forged e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void tenThousandBodiesAreOneSignature() throws Forged {
    List<byte[]> bodies = bodies(10_000);
    long start = System.nanoTime();
    List<Signed> signed = key.sign("task", bodies);
    long middle = System.nanoTime();
    for (Signed one : signed) {
      verifier.verify(one, "task");
    }
    Duration sign = Duration.ofNanos(middle - start);
    Duration verify = Duration.ofNanos(System.nanoTime() - middle);
    System.out.printf(
        "10,000 bodies: signed in %d ms, verified in %d ms%n", sign.toMillis(), verify.toMillis());
    assertEquals(1, signed.stream().map(Signed::getSignature).distinct().count());
    assertTrue(sign.compareTo(Duration.ofSeconds(5)) < 0, "signed in " + sign);
  }
}
