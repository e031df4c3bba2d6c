package org.slirp4j.tapdev;

import java.io.IOException;
import org.slirp4j.tapdev.libc.Errno;

/**
 * A system call that failed: what was tried on what, the error number, and what a person can do.
 *
 * <p>The message is one line, such as {@code open /dev/net/tun: EACCES (Permission denied): make it
 * accessible to this user: chmod 666 /dev/net/tun}.
 */
public class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String operation;
  private final String object;
  private final int errno;
  private final String advice;

  /**
   * Makes the exception.
   *
   * @param operation the call, by its manual-page name
   * @param object what it was made on: a path, an interface, a process
   * @param errno the error number, as {@link Errno} knows it
   * @param advice what to do next; may be empty
   */
  public SystemCallException(String operation, String object, int errno, String advice) {
    this.operation = operation;
    this.object = object;
    this.errno = errno;
    this.advice = advice;
  }

  /** Returns the exception for the calling thread's last failed call. */
  public static SystemCallException last(String operation, String object, String advice) {
    return new SystemCallException(operation, object, Errno.last(), advice);
  }

  /** Returns all of it in one line. */
  @Override
  public String getMessage() {
    return line(operation, object, errno, advice);
  }

  /** Returns the call's manual-page name. */
  public String operation() {
    return operation;
  }

  /** Returns what the call was made on. */
  public String object() {
    return object;
  }

  /** Returns the error number. */
  public int errno() {
    return errno;
  }

  /** Returns what to do next, or an empty text. */
  public String advice() {
    return advice;
  }

  private static String line(String operation, String object, int errno, String advice) {
    StringBuilder line = new StringBuilder(operation);
    line.append(' ').append(object).append(": ").append(Errno.describe(errno));
    if (!advice.isEmpty()) {
      line.append(": ").append(advice);
    }
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i))) {
        line.setCharAt(i, '?'); // an object's name may be anything; the message stays one line
      }
    }
    return line.toString();
  }
}
