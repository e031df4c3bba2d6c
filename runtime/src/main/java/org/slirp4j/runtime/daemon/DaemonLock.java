package org.slirp4j.runtime.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A lock that keeps a second daemon of the same user away: a record lock on a file that holds the
 * process id. The kernel lets it go when the process ends, however that comes about.
 *
 * <p>The file stays, empty, when the daemon has ended: were it removed, one daemon could lock it
 * while another one makes a new file of the same name.
 */
final class DaemonLock implements AutoCloseable {
  private static final int MAX_PID_BYTES = 16;

  private final FileChannel file;

  private DaemonLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException when another process has it, which the message names, or there is no such
   *     file to be had
   */
  static DaemonLock take(Path path) throws IOException {
    FileChannel file = open(path);
    try {
      if (file.tryLock() == null) {
        throw new IOException(
            "a daemon of this user is running already: process "
                + holder(file)
                + " holds "
                + path
                + "; end that one first: kill "
                + holder(file));
      }
      write(file, ProcessHandle.current().pid() + "\n");
      return new DaemonLock(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static FileChannel open(Path path) throws IOException {
    try {
      return FileChannel.open(
          path,
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw new IOException("open " + path + ": " + e, e);
    }
  }

  private static String holder(FileChannel file) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_PID_BYTES);
    file.read(text, 0);
    String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
    return pid.isEmpty() ? "(starting)" : pid;
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  /** Lets the lock go. */
  @Override
  public void close() throws IOException {
    file.truncate(0);
    file.close();
  }
}
