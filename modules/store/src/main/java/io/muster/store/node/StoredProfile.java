package io.muster.store.node;

/**
 * What a node says of itself, as it is stored.
 *
 * @param labelsJson a JSON object of strings
 * @param groupsJson a JSON array of strings
 * @param factsJson a JSON object
 */
public record StoredProfile(
    String nodeId,
    String hash,
    String name,
    String labelsJson,
    String groupsJson,
    String factsJson) {}
