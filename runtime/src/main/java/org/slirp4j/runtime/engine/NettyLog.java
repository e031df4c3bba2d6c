package org.slirp4j.runtime.engine;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.MessageFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Netty's log: warnings and errors to standard error, nothing else.
 *
 * <p>Without it, Netty looks for a logging framework, which costs start-up 10 to 70 ms.
 */
public final class NettyLog extends InternalLoggerFactory {
  /** Makes this Netty's log; before any other class of Netty is touched. */
  public static void install() {
    setDefaultFactory(new NettyLog());
  }

  private NettyLog() {}

  @Override
  protected InternalLogger newInstance(String name) {
    return new Lines(name);
  }

  /** One line per warning, and the cause's text. */
  private static final class Lines extends AbstractInternalLogger {
    private static final long serialVersionUID = 1L;

    Lines(String name) {
      super(name);
    }

    private void print(String message, @Nullable Throwable cause) {
      System.err.println(name() + ": " + message + (cause == null ? "" : ": " + cause));
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String format, Object argument) {}

    @Override
    public void trace(String format, Object first, Object second) {}

    @Override
    public void trace(String format, Object... arguments) {}

    @Override
    public void trace(String message, Throwable cause) {}

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String format, Object argument) {}

    @Override
    public void debug(String format, Object first, Object second) {}

    @Override
    public void debug(String format, Object... arguments) {}

    @Override
    public void debug(String message, Throwable cause) {}

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, Object argument) {}

    @Override
    public void info(String format, Object first, Object second) {}

    @Override
    public void info(String format, Object... arguments) {}

    @Override
    public void info(String message, Throwable cause) {}

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public void warn(String message) {
      print(message, null);
    }

    @Override
    public void warn(String format, Object argument) {
      warn(format, new Object[] {argument});
    }

    @Override
    public void warn(String format, Object first, Object second) {
      warn(format, new Object[] {first, second});
    }

    @Override
    public void warn(String format, Object... arguments) {
      var text = MessageFormatter.arrayFormat(format, arguments);
      print(text.getMessage(), text.getThrowable());
    }

    @Override
    public void warn(String message, Throwable cause) {
      print(message, cause);
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public void error(String message) {
      print(message, null);
    }

    @Override
    public void error(String format, Object argument) {
      warn(format, new Object[] {argument});
    }

    @Override
    public void error(String format, Object first, Object second) {
      warn(format, new Object[] {first, second});
    }

    @Override
    public void error(String format, Object... arguments) {
      warn(format, arguments);
    }

    @Override
    public void error(String message, Throwable cause) {
      print(message, cause);
    }
  }
}
