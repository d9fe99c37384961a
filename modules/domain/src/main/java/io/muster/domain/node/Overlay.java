package io.muster.domain.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the agent's own configuration says of a node's labels and groups, and what the control plane
 * keeps over it. The effective values are computed here and nowhere else.
 *
 * @param profileLabels from the agent
 * @param profileGroups from the agent
 * @param labelsSet kept here; they win
 * @param labelsUnset of the agent's, hidden here
 * @param groupsAdded kept here
 * @param groupsRemoved of the agent's, hidden here
 */
public record Overlay(
    Map<String, String> profileLabels,
    Collection<String> profileGroups,
    Map<String, String> labelsSet,
    Collection<String> labelsUnset,
    Collection<String> groupsAdded,
    Collection<String> groupsRemoved) {

  /** The labels that count, ordered by key. */
  public Map<String, String> labels() {
    TreeMap<String, String> labels = new TreeMap<>(profileLabels);
    labelsUnset.forEach(labels::remove);
    labels.putAll(labelsSet);
    return Collections.unmodifiableMap(labels);
  }

  /** The groups that count, in order. */
  public List<String> groups() {
    TreeSet<String> groups = new TreeSet<>(profileGroups);
    groups.removeAll(Set.copyOf(groupsRemoved));
    groups.addAll(groupsAdded);
    return List.copyOf(groups);
  }

  /** Sets labels and takes some away: those of the agent stay hidden until they are set again. */
  public Overlay label(Map<String, String> set, Collection<String> remove) {
    TreeMap<String, String> kept = new TreeMap<>(labelsSet);
    Set<String> hidden = new LinkedHashSet<>(labelsUnset);
    kept.putAll(set);
    hidden.removeAll(set.keySet());
    for (String key : remove) {
      kept.remove(key);
      if (profileLabels.containsKey(key)) {
        hidden.add(key);
      }
    }
    return new Overlay(
        profileLabels, profileGroups, kept, List.copyOf(hidden), groupsAdded, groupsRemoved);
  }

  /** Puts the node into groups and takes it out of some. */
  public Overlay group(Collection<String> add, Collection<String> remove) {
    TreeSet<String> added = new TreeSet<>(groupsAdded);
    TreeSet<String> hidden = new TreeSet<>(groupsRemoved);
    added.addAll(add);
    hidden.removeAll(Set.copyOf(add));
    added.removeAll(Set.copyOf(remove));
    List<String> ofAgent = new ArrayList<>(remove);
    ofAgent.retainAll(Set.copyOf(profileGroups));
    hidden.addAll(ofAgent);
    return new Overlay(
        profileLabels,
        profileGroups,
        labelsSet,
        labelsUnset,
        List.copyOf(added),
        List.copyOf(hidden));
  }
}
