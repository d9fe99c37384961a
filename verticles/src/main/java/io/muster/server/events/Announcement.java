package io.muster.server.events;

import java.util.List;

/**
 * One message to the stream.
 *
 * @param subject {@code <kind>.<what>}
 * @param messageId the same for the same change, whoever publishes it
 * @param rows which leave the table with it
 */
record Announcement(String subject, String messageId, byte[] json, List<Long> rows) {}
