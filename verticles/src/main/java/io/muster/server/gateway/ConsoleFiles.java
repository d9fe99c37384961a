package io.muster.server.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The console's files, read from the class path and compressed once. All have their addresses below
 * {@code /assets/VERSION/}, where the version is a hash over all of them: so browsers may keep them
 * for ever, and modules that import each other are always of one version.
 */
final class ConsoleFiles {
  static final String INDEX = "index.html";
  private static final String FOLDER = "muster/console";

  /** The version in the page's own text, where the true one is put. */
  private static final String PLACE = "/assets/current/";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  /** One file, as it is and compressed. */
  record Asset(String type, Buffer plain, Buffer gzip) {}

  private final String version;
  private final Map<String, Asset> assets;

  private ConsoleFiles(String version, Map<String, Asset> assets) {
    this.version = version;
    this.assets = assets;
  }

  /** Empty when the program was built without a console. */
  static Optional<ConsoleFiles> load() {
    URL index = ConsoleFiles.class.getClassLoader().getResource(FOLDER + "/" + INDEX);
    if (index == null) {
      return Optional.empty();
    }
    try {
      URI uri = index.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return Optional.of(of(read(Path.of(uri).getParent())));
      }
      Path jar = Path.of(URI.create(uri.getRawSchemeSpecificPart().replaceFirst("!/.*$", "")));
      try (FileSystem inside = FileSystems.newFileSystem(jar)) {
        return Optional.of(of(read(inside.getPath(FOLDER))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the console's files cannot be read from " + index, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SortedMap<String, byte[]> read(Path folder) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (TYPES.containsKey(extension(name))) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  static ConsoleFiles of(SortedMap<String, byte[]> files) {
    String version = hash(files);
    Map<String, Asset> assets = new TreeMap<>();
    files.forEach(
        (name, bytes) -> {
          byte[] content = name.equals(INDEX) ? placed(bytes, version) : bytes;
          String type = TYPES.get(extension(name));
          assets.put(name, new Asset(type, Buffer.buffer(content), Buffer.buffer(gzip(content))));
        });
    return new ConsoleFiles(version, assets);
  }

  /** Changes with any file. */
  String version() {
    return version;
  }

  Asset index() {
    return assets.get(INDEX);
  }

  Optional<Asset> find(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  private static byte[] placed(byte[] page, String version) {
    String text = new String(page, StandardCharsets.UTF_8);
    return text.replace(PLACE, "/assets/" + version + "/").getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, bytes) -> {
            digest.update((name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new Best(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static final class Best extends GZIPOutputStream {
    Best(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
