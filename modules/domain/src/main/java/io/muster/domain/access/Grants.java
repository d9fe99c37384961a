package io.muster.domain.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All that somebody may do, and where. A permission counts only on the nodes it was given for. */
public record Grants(List<Grant> all) {
  public static final Grants NONE = new Grants(List.of());

  /** Copies. */
  public Grants {
    all = List.copyOf(all);
  }

  public static Grants of(Collection<Role> roles) {
    return new Grants(roles.stream().map(Grant::of).toList());
  }

  /** The nodes on which a permission counts. */
  public Reach reach(String permission) {
    Reach reach = Reach.NONE;
    for (Grant grant : all) {
      if (grant.allows(permission)) {
        if (grant.reach().isAll()) {
          return Reach.ALL;
        }
        reach = reach.or(grant.reach());
      }
    }
    return reach;
  }

  /** Does the permission count anywhere? */
  public boolean allows(String permission) {
    return !reach(permission).isNone();
  }

  /** What is left under a limit; {@code only} is empty for no limit of permissions. */
  public Grants within(Set<String> only, Reach limit) {
    return new Grants(all.stream().map(grant -> grant.within(only, limit)).toList());
  }

  /**
   * May somebody who has this give the other? Only what he has himself, everywhere where he would
   * give it.
   *
   * @return the permissions that are too much; empty when it may be given
   */
  public Set<String> missing(Grants other) {
    Set<String> missing = new TreeSet<>();
    for (Grant grant : other.all) {
      for (String permission : grant.permissions()) {
        if (!grant.reach().isNone() && !reach(permission).covers(grant.reach())) {
          missing.add(permission);
        }
      }
    }
    return missing;
  }
}
