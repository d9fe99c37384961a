package io.muster.agent.resources.file;

import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** The owner that a file is to have; null where it keeps the one it has. */
record Owners(UserPrincipal user, GroupPrincipal group) {
  static Owners of(String user, String group) {
    return new Owners(user.isEmpty() ? null : user(user), group.isEmpty() ? null : group(group));
  }

  private static UserPrincipal user(String name) {
    try {
      return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw WorkEnded.failed("user " + name + " does not exist on this node; make it first");
    } catch (IOException e) {
      throw WorkEnded.failed("user " + name + " cannot be looked up on this node: " + e);
    }
  }

  private static GroupPrincipal group(String name) {
    try {
      return FileSystems.getDefault()
          .getUserPrincipalLookupService()
          .lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw WorkEnded.failed("group " + name + " does not exist on this node; make it first");
    } catch (IOException e) {
      throw WorkEnded.failed("group " + name + " cannot be looked up on this node: " + e);
    }
  }

  /** Whether the file at the path has them. */
  boolean matches(Path path) throws IOException {
    PosixFileAttributes is =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return (user == null || user.equals(is.owner())) && (group == null || group.equals(is.group()));
  }

  void give(Path path) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (user != null) {
      view.setOwner(user);
    }
    if (group != null) {
      view.setGroup(group);
    }
  }

  /** The words for a change, such as {@code app:www-data}. */
  String words() {
    return (user == null ? "" : user.getName()) + (group == null ? "" : ":" + group.getName());
  }
}
