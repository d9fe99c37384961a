package io.muster.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Something on this machine stands in the way; the message is one line and says what to do. */
public final class LocalException extends RuntimeException {
  public LocalException(String message) {
    super(message);
  }

  public LocalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Why a file could not be read or written, in words; the JDK often tells the path alone. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such file or directory";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      case JsonProcessingException json -> json.getOriginalMessage();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
