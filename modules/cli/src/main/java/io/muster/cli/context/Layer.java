package io.muster.cli.context;

import java.util.List;

/**
 * What one source says; null or an empty list where it says nothing.
 *
 * @param origin the source's name, for messages
 * @param servers addresses as written
 * @param token the credential itself
 * @param ca PEM text or {@code system}
 */
record Layer(String origin, List<String> servers, String token, String ca) {}
