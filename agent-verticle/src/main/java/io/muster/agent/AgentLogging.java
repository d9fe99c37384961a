package io.muster.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;

/** Log lines on standard error, as text or as one JSON object a line. */
final class AgentLogging {
  private AgentLogging() {}

  static void set(AgentConfig.Log config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> out = new ConsoleAppender<>();
    out.setContext(context);
    out.setTarget("System.err");
    out.setEncoder(encoder(config.format(), context));
    out.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(config.level().name()));
    root.addAppender(out);
    if (config.level().compareTo(AgentConfig.Level.DEBUG) < 0) {
      context.getLogger("io.netty").setLevel(Level.WARN);
    }
  }

  private static Encoder<ILoggingEvent> encoder(AgentConfig.Format format, LoggerContext context) {
    if (format == AgentConfig.Format.JSON) {
      JsonEncoder json = new JsonEncoder();
      json.setContext(context);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n");
    text.start();
    return text;
  }
}
