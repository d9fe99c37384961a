package io.muster.agent.facts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects the facts of this machine. What cannot be found out is left out. */
public final class Facts {
  private final String agentVersion;
  private final Map<String, String> environment;
  private final Machine machine = new Machine();
  private volatile String fqdn;

  public Facts(String agentVersion, Map<String, String> environment) {
    this.agentVersion = agentVersion;
    this.environment = environment;
  }

  /**
   * A JSON object; equal machines give equal text. Nothing in it is waited for: the full name is
   * there once {@link #lookUpName()} has found it.
   */
  public JsonObject collect() {
    JsonObject facts = new JsonObject();
    facts.put("os", os());
    put(facts, "kernel", machine.first("/proc/sys/kernel/osrelease"));
    facts.put("arch", System.getProperty("os.arch"));
    facts.put("cpus", Runtime.getRuntime().availableProcessors());
    put(facts, "cpuModel", machine.cpuModel());
    put(facts, "memory", machine.memoryBytes());
    facts.put("hostname", hostname());
    put(facts, "fqdn", fqdn);
    facts.put("addresses", addresses());
    facts.put("disks", machine.disks());
    Instant boot = machine.bootTime();
    put(facts, "bootTime", boot == null ? null : boot.toString());
    facts.put(
        "versions",
        new JsonObject()
            .put("java", System.getProperty("java.version"))
            .put("agent", agentVersion));
    facts.put("capabilities", new JsonArray(Capabilities.find(environment)));
    put(facts, "virtualization", machine.virtualization());
    put(facts, "k8sCluster", environment.get("K8S_CLUSTER_NAME"));
    return facts;
  }

  private static void put(JsonObject into, String key, Object value) {
    if (value != null && !value.equals("")) {
      into.put(key, value);
    }
  }

  private JsonObject os() {
    Map<String, String> release = machine.pairs("/etc/os-release", "/usr/lib/os-release");
    JsonObject os = new JsonObject();
    put(os, "id", release.get("ID"));
    put(os, "name", release.getOrDefault("PRETTY_NAME", System.getProperty("os.name")));
    put(os, "version", release.get("VERSION_ID"));
    put(os, "codename", release.get("VERSION_CODENAME"));
    return os;
  }

  /** The name of the machine as the kernel has it. */
  public String hostname() {
    String name = machine.first("/proc/sys/kernel/hostname");
    return name == null ? "localhost" : name;
  }

  /** Asks the name service for the machine's full name, which may take many seconds. */
  public void lookUpName() {
    try {
      fqdn = InetAddress.getByName(hostname()).getCanonicalHostName();
    } catch (UnknownHostException e) {
      fqdn = null;
    }
  }

  private static JsonArray addresses() {
    List<JsonObject> found = new ArrayList<>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (!one.isUp() || one.isLoopback()) {
          continue;
        }
        for (InterfaceAddress address : one.getInterfaceAddresses()) {
          String text = address.getAddress().getHostAddress();
          int zone = text.indexOf('%');
          found.add(
              new JsonObject()
                  .put("interface", one.getName())
                  .put("address", zone < 0 ? text : text.substring(0, zone))
                  .put("prefix", address.getNetworkPrefixLength()));
        }
      }
    } catch (SocketException e) {
      return new JsonArray();
    }
    found.sort(Comparator.comparing(JsonObject::encode));
    return new JsonArray(found);
  }
}
