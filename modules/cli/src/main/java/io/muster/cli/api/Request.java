package io.muster.cli.api;

import java.util.Map;

/**
 * What to send.
 *
 * @param body null for none
 * @param repeat whether sending it twice is harmless
 */
record Request(
    String method, String path, Map<String, String> headers, byte[] body, boolean repeat) {}
