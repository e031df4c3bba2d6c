package org.slirp4j.runtime.daemon.state;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Consumer;

/** The file that holds the state: read once, replaced as a whole by every write. */
public final class StateFile implements StateStore.Writer {
  /** Some 60,000 rules; longer ones are neither written nor read. */
  static final int MAX_BYTES = 16 << 20;

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Path path;
  private final String boot;

  /**
   * Names the file.
   *
   * @param boot which run of the machine this is: random(4), boot_id
   */
  public StateFile(Path path, String boot) {
    this.path = path;
    this.boot = boot;
  }

  /** Returns the usual place: the XDG base directory specification's, for state. */
  public static Path usual(Map<String, String> environment) throws IOException {
    String base = environment.get("XDG_STATE_HOME");
    if (base != null && base.startsWith("/")) { // others are to be ignored
      return Path.of(base, "slirp4j/state.json");
    }
    String home = environment.get("HOME");
    if (home == null || !home.startsWith("/")) {
      throw new IOException(
          "neither HOME nor XDG_STATE_HOME is set: say where rules are kept, by --state=FILE");
    }
    return Path.of(home, ".local/state/slirp4j/state.json");
  }

  /** Returns which run of the machine this is, or an empty text where that cannot be seen. */
  public static String thisBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Makes the file's folder if there is none.
   *
   * @return the file that is locked by who works with this one
   * @throws IOException when there can be no folder, or it cannot be written to
   */
  public Path prepare() throws IOException {
    prepareFolder();
    return path.resolveSibling(path.getFileName() + ".lock");
  }

  /**
   * Reads the file, and makes its folder if there is none.
   *
   * @param report told of what is not as it should be, a line each
   * @throws IOException when the file may not be read, or its folder not be written to
   */
  public SavedState read(Consumer<String> report) throws IOException {
    prepareFolder();
    Files.deleteIfExists(half());
    String text;
    try {
      if (Files.size(path) > MAX_BYTES) {
        return aside("corrupt", "it has more than " + MAX_BYTES + " bytes", report);
      }
      text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return SavedState.EMPTY;
    } catch (IOException e) {
      throw new IOException("read " + path + ": " + reason(e), e);
    }
    StateJson.Reading reading = StateJson.read(text, boot);
    if (!reading.isWhole()) {
      return aside(reading.isNewer() ? "newer" : "corrupt", reading.problems().getFirst(), report);
    }
    if (!reading.problems().isEmpty()) {
      keepCopy(reading, report);
    }
    return reading.state();
  }

  /** Leaves out what could not be read; the file as it was is kept beside it. */
  private void keepCopy(StateJson.Reading reading, Consumer<String> report) throws IOException {
    Path copy = beside("corrupt");
    try {
      Files.createLink(copy, path); // takes no space, and the file stays until it is replaced
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(path, copy);
    }
    for (String problem : reading.problems()) {
      report.accept(path + ": " + problem + "; left out");
    }
    report.accept("the file as it was is kept as " + copy);
    try {
      write(reading.state());
    } catch (IOException e) {
      report.accept(String.valueOf(e.getMessage()));
    }
  }

  private SavedState aside(String why, String problem, Consumer<String> report) throws IOException {
    Path kept = beside(why);
    Files.move(path, kept);
    report.accept(
        path + ": " + problem + "; it is kept as " + kept + ", and no rules are there at first");
    return SavedState.EMPTY;
  }

  private Path beside(String why) {
    String name =
        path.getFileName()
            + "."
            + why
            + "-"
            + TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
    Path free = path.resolveSibling(name);
    for (int i = 2; Files.exists(free); i++) {
      free = path.resolveSibling(name + "." + i);
    }
    return free;
  }

  private Path half() {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  private Path folder() {
    Path folder = path.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private void prepareFolder() throws IOException {
    Path folder = folder();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (FileSystemException e) {
      throw new IOException("mkdir " + folder + ": " + reason(e) + ADVICE, e);
    }
    if (!Files.isWritable(folder)) {
      throw new IOException(folder + ": no files can be made in it" + ADVICE);
    }
  }

  private static final String ADVICE = "; say where rules are kept, by --state=FILE";

  @Override
  public void write(SavedState state) throws IOException {
    Path half = half();
    byte[] bytes = StateJson.write(state, boot).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new IOException(
          "write " + path + ": more than " + MAX_BYTES + " bytes of rules; remove some");
    }
    // Opened before: when there are no more descriptors, nothing is to be changed.
    try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
      Files.deleteIfExists(half);
      Files.createFile(
          half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileOutputStream out = new FileOutputStream(half.toFile())) {
        out.write(bytes);
        out.getFD().sync();
      }
      Files.move(half, path, StandardCopyOption.ATOMIC_MOVE);
      folder.force(true); // fsync(2): else the new name may be lost
    } catch (IOException e) {
      discard(half);
      throw new IOException("write " + path + ": " + reason(e), e);
    }
  }

  private static void discard(Path half) {
    try {
      Files.deleteIfExists(half);
    } catch (IOException e) {
      // It is in nobody's way.
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "EACCES (Permission denied)";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "EEXIST (File exists)";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
