package io.muster.link;

import java.util.function.Supplier;

/**
 * Who a link is: a NATS user JWT and the seed of the key that it was made for.
 *
 * @param jwt read anew at each connect
 * @param seed {@code SU…}
 */
public record LinkCredentials(Supplier<String> jwt, String seed) {
  @Override
  public String toString() {
    return "LinkCredentials[…]";
  }
}
