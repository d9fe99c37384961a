package io.muster.local.process;

import io.muster.local.LocalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** TCP ports of the loopback interface. */
public final class Ports {
  private Ports() {}

  /** A port that is free now. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LocalException("no free port on 127.0.0.1: " + e.getMessage(), e);
    }
  }

  /** Whether a server could listen on it now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Who listens on it, such as {@code java (pid 12)}; empty when that may not be seen. */
  public static Optional<String> holder(int port) {
    String local = ":" + String.format("%04X", port);
    try (Stream<String> lines =
        Stream.concat(
            Files.lines(Path.of("/proc/net/tcp")), Files.lines(Path.of("/proc/net/tcp6")))) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(f -> f.length > 9 && f[1].endsWith(local) && f[3].equals("0A"))
          .map(f -> "socket:[" + f[9] + "]")
          .flatMap(socket -> owner(socket).stream())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> owner(String socket) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      List<Path> numbered =
          processes
              .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
              .toList();
      for (Path process : numbered) {
        if (holds(process, socket)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return Optional.of(name + " (pid " + process.getFileName() + ")");
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, String socket) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().equals(socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }
}
