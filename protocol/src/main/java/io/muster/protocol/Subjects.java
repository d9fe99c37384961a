package io.muster.protocol;

import java.util.regex.Pattern;

/** The NATS subjects and streams of Muster. No other place spells one. */
public final class Subjects {
  /** Stores task envelopes; agents hear them live and never read the stream. */
  public static final String TASK_STREAM = "MUSTER_TASKS";

  public static final String TASK_ALL = "muster.agent.*.task";

  /** Holds replies until the connector has committed them. */
  public static final String REPLY_STREAM = "MUSTER_REPLIES";

  public static final String REPLY_ALL = "muster.reply.>";

  /** Holds the published heads of the audit trail. */
  public static final String AUDIT_STREAM = "MUSTER_AUDIT";

  /** A muster.agent.v1.Signed whose body is a muster.v1.AuditHead. */
  public static final String AUDIT_HEAD = "muster.audit.head";

  /** Holds the change feed, in an account of NATS that has no agents. */
  public static final String EVENT_STREAM = "MUSTER_EVENTS";

  /** Below it are the subjects of the change feed: {@code <kind>.<what>}. */
  public static final String EVENTS = "muster.events.";

  public static final String EVENT_ALL = EVENTS + ">";
  public static final String BEAT_ALL = "muster.beat.*";
  public static final String CATCHUP_ALL = "muster.catchup.*";
  public static final String BLOB_ALL = "muster.blob.*";

  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

  private Subjects() {}

  public static String task(String node) {
    return "muster.agent." + node(node) + ".task";
  }

  public static String ctl(String node) {
    return "muster.agent." + node(node) + ".ctl";
  }

  public static String reply(String node, String taskId) {
    return "muster.reply." + node(node) + "." + taskId;
  }

  public static String beat(String node) {
    return "muster.beat." + node(node);
  }

  public static String catchup(String node) {
    return "muster.catchup." + node(node);
  }

  public static String blob(String node) {
    return "muster.blob." + node(node);
  }

  /** The prefix of every inbox of an agent, with the closing dot. */
  public static String inboxPrefix(String node) {
    return "_INBOX_" + node(node) + ".";
  }

  /**
   * The node that a subject such as {@code muster.reply.n1.…} or {@code muster.beat.n1} speaks for.
   */
  public static String nodeOf(String subject) {
    int first = subject.indexOf('.');
    int second = first < 0 ? -1 : subject.indexOf('.', first + 1);
    if (second < 0) {
      throw new IllegalArgumentException("not a subject of a node: " + subject);
    }
    int third = subject.indexOf('.', second + 1);
    return third < 0 ? subject.substring(second + 1) : subject.substring(second + 1, third);
  }

  /** Letters, digits, {@code -} and {@code _}, at most 63: no dot, wildcard or white space. */
  public static boolean isNodeId(String id) {
    return NODE_ID.matcher(id).matches();
  }

  private static String node(String id) {
    if (!isNodeId(id)) {
      throw new IllegalArgumentException("not a node id: '" + id + "'");
    }
    return id;
  }
}
