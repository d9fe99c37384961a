package io.muster.server.gateway;

import io.muster.runtime.config.ConfigException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Who calls, from where. Behind a load balancer that ends TLS every connection comes from the
 * balancer; it says in {@code X-Forwarded-For} for whom, and is believed when it is one of {@code
 * gateway.trustedProxies}. Anybody may write into that header, so only what trusted proxies added
 * at its end counts.
 */
final class Origins {
  private static final String FORWARDED = "x-forwarded-for";

  private final boolean certificates;
  private final List<IpSubnetFilterRule> proxies;

  Origins(GatewayConfig config) {
    certificates = config.clientCa().isPresent();
    proxies = config.trustedProxies().stream().map(Origins::rule).toList();
  }

  /**
   * An address such as {@code 10.0.0.5} or a network such as {@code 10.0.0.0/24}.
   *
   * @throws ConfigException when it is neither
   */
  static IpSubnetFilterRule rule(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    int bits = bytes == null ? 0 : bytes.length * 8;
    try {
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      if (bytes != null && prefix >= 0 && prefix <= bits) {
        return new IpSubnetFilterRule(
            InetAddress.getByAddress(bytes), prefix, IpFilterRuleType.ACCEPT);
      }
    } catch (NumberFormatException | UnknownHostException e) {
      // told below
    }
    throw new ConfigException(
        "gateway.trustedProxies holds '"
            + text
            + "'; write addresses such as 10.0.0.5 or networks such as 10.0.0.0/24");
  }

  Credential credential(MultiMap headers, HttpConnection connection) {
    var remote = connection.remoteAddress();
    String peer = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    return Credential.of(headers, connection, certificates, caller(peer, headers));
  }

  private String caller(String peer, MultiMap headers) {
    if (proxies.isEmpty() || !trusted(peer)) {
      return peer;
    }
    String caller = peer;
    List<String> hops = List.of(String.join(",", headers.getAll(FORWARDED)).split(",")).reversed();
    for (String hop : hops) {
      String address = hop.strip();
      if (NetUtil.createByteArrayFromIpAddressString(address) == null) {
        return caller;
      }
      caller = address;
      if (!trusted(address)) {
        return caller;
      }
    }
    return caller;
  }

  private boolean trusted(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return false;
    }
    try {
      InetSocketAddress socket = new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
      return proxies.stream().anyMatch(rule -> rule.matches(socket));
    } catch (UnknownHostException e) {
      return false; // of another length than 4 or 16 bytes, which the parser does not return
    }
  }
}
