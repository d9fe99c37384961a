package io.muster.cli.job;

import io.muster.cli.Exit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C: the first asks for the end, the second ends this process at once. The JDK's only handler
 * for signals is {@code sun.misc.Signal}, in the module jdk.unsupported; it is reached by name so
 * that the program also runs without it, where Ctrl-C then simply ends it.
 */
final class Interrupt {
  private final AtomicInteger count = new AtomicInteger();
  private volatile String farewell = "";

  private Interrupt() {}

  /** Listens from now on. */
  static Interrupt install() {
    Interrupt interrupt = new Interrupt();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Interrupt.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  interrupt.pressed();
                }
                return null;
              });
      Object sigint = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, sigint, ours);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      return interrupt;
    }
    return interrupt;
  }

  private void pressed() {
    if (count.incrementAndGet() > 1) {
      System.err.println(farewell);
      System.err.flush();
      Runtime.getRuntime().halt(Exit.UNKNOWN);
    }
  }

  /** What a second Ctrl-C says. */
  void farewell(String text) {
    farewell = text;
  }

  boolean requested() {
    return count.get() > 0;
  }
}
