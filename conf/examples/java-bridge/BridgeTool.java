import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.eventbus.bridge.tcp.impl.protocol.FrameHelper;
import io.vertx.ext.eventbus.bridge.tcp.impl.protocol.FrameParser;

/**
 * Lists the nodes of a target and then prints every change of the fleet, over the TCP bridge.
 *
 * <pre>
 *   MUSTER_BRIDGE=127.0.0.1:7443 MUSTER_TOKEN=mst_… MUSTER_CA=ca.crt \
 *     java -cp vertx-tcp-eventbus-bridge.jar:vertx-core.jar:… BridgeTool.java all
 * </pre>
 */
public final class BridgeTool extends VerticleBase {
  private static final String LIST = "muster.v1.Nodes/List";
  private static final String CHANGES = "muster.events.>";

  private final String host;
  private final int port;
  private final String token;
  private final String ca;
  private final String target;
  /** Kept: a client that nothing refers to any more is closed with all its connections. */
  private NetClient client;

  private NetSocket socket;

  BridgeTool(String address, String token, String ca, String target) {
    this.host = address.substring(0, address.lastIndexOf(':'));
    this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    this.token = token;
    this.ca = ca;
    this.target = target;
  }

  public static void main(String[] arguments) {
    String target = arguments.length > 0 ? arguments[0] : "all";
    String address = System.getenv().getOrDefault("MUSTER_BRIDGE", "127.0.0.1:7443");
    BridgeTool tool =
        new BridgeTool(
            address, System.getenv("MUSTER_TOKEN"), System.getenv("MUSTER_CA"), target);
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(tool)
        .onFailure(
            error -> {
              System.err.println("cannot connect to " + address + ": " + error.getMessage());
              System.exit(1);
            });
  }

  @Override
  public Future<?> start() {
    NetClientOptions options = new NetClientOptions().setSsl(true);
    options.setHostnameVerificationAlgorithm("HTTPS");
    options.setTrustOptions(new PemTrustOptions().addCertPath(ca));
    client = vertx.createNetClient(options);
    return client
        .connect(port, host)
        .onSuccess(
            connected -> {
              socket = connected;
              socket.handler(new FrameParser(frame -> heard(frame.result())));
              socket.closeHandler(
                  closed -> {
                    System.err.println("the connection was closed");
                    System.exit(1);
                  });
              vertx.setPeriodic(10_000, tick -> FrameHelper.sendFrame("ping", socket));
              listen();
            });
  }

  /** The credential comes once; frames after it go with it. */
  private void listen() {
    JsonObject headers = new JsonObject().put("authorization", "Bearer " + token);
    FrameHelper.sendFrame("register", CHANGES, null, headers, null, null, socket);
  }

  private void heard(JsonObject frame) {
    JsonObject body = frame.getJsonObject("body", new JsonObject());
    switch (frame.getString("type")) {
      case "err" -> {
        System.err.println(frame.getString("failureType") + ": " + frame.getString("message"));
        System.exit(1);
      }
      case "message" -> {
        if (frame.getString("address").equals(CHANGES)) {
          changed(body);
        } else {
          body.getJsonArray("nodes").forEach(node -> node((JsonObject) node));
        }
      }
      default -> {} // pong
    }
  }

  /** The first event says from where on nothing is missed: what is read after it is whole. */
  private void changed(JsonObject event) {
    if (event.getString("subject").equals("feed.position")) {
      JsonObject request = new JsonObject().put("target", target).put("pageSize", 1000);
      FrameHelper.sendFrame("send", LIST, "nodes", request, socket);
    } else {
      print(event.getString("subject") + " " + event.getString("object"));
    }
  }

  private void node(JsonObject node) {
    print("node " + node.getString("id") + " is " + node.getString("status"));
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
