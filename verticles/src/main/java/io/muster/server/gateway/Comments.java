package io.muster.server.gateway;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments of the contract by full name, from the descriptor file that the build leaves. */
final class Comments {
  private static final String RESOURCE = "muster/api.desc";

  private final Map<String, String> texts = new HashMap<>();

  private Comments() {}

  static Comments load() {
    Comments comments = new Comments();
    try (InputStream in = Comments.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing from the build");
      }
      FileDescriptorSet.parseFrom(in).getFileList().forEach(comments::read);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + RESOURCE + " cannot be read", e);
    }
    return comments;
  }

  /** Empty when there is none. */
  String of(String fullName) {
    return texts.getOrDefault(fullName, "");
  }

  private void read(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      String comment =
          location.hasLeadingComments()
              ? location.getLeadingComments()
              : location.getTrailingComments();
      String name = comment.isEmpty() ? null : nameOf(file, location.getPathList());
      if (name != null) {
        texts.put(name, comment.strip().replaceAll("\\s*\\n\\s*", " "));
      }
    }
  }

  /** Paths as descriptor.proto numbers them: 4 messages, 6 services; in them 2 fields or methods, 3 types. */
  private static String nameOf(FileDescriptorProto file, List<Integer> path) {
    if (path.size() < 2 || path.size() % 2 != 0) {
      return null;
    }
    String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    if (path.get(0) == FileDescriptorProto.SERVICE_FIELD_NUMBER) {
      ServiceDescriptorProto service = file.getService(path.get(1));
      String name = prefix + service.getName();
      boolean method =
          path.size() == 4 && path.get(2) == ServiceDescriptorProto.METHOD_FIELD_NUMBER;
      return method ? name + "." + service.getMethod(path.get(3)).getName() : path.size() == 2 ? name : null;
    }
    if (path.get(0) != FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER) {
      return null;
    }
    return below(file.getMessageType(path.get(1)), prefix, path.subList(2, path.size()));
  }

  private static String below(DescriptorProto type, String prefix, List<Integer> path) {
    String name = prefix + type.getName();
    if (path.isEmpty()) {
      return name;
    }
    return switch (path.get(0)) {
      case DescriptorProto.FIELD_FIELD_NUMBER ->
          path.size() == 2 ? name + "." + type.getField(path.get(1)).getName() : null;
      case DescriptorProto.NESTED_TYPE_FIELD_NUMBER ->
          below(type.getNestedType(path.get(1)), name + ".", path.subList(2, path.size()));
      default -> null;
    };
  }
}
