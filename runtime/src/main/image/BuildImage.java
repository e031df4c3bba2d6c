import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The packager: makes the self-contained image in runtime/target/slirp4j. Run by the build, as a
 * source file.
 *
 * <pre>
 * bin/slirp4j, bin/slirp4netns   launchers, POSIX shell
 * jre/                           a Java run-time image of the modules in use, linked by jlink
 * lib/*.jar, lib/*.so            the class path; the native libraries, unpacked
 * lib/slirp4j.aot                the ahead-of-time cache of loaded and linked classes and of profiles
 * share/                         what --help and --version print, manual pages, systemd's units; the way to the daemon
 * </pre>
 *
 * <p>The cache is valid for these very jars (names, sizes, times) and this run-time image, wherever
 * the image lies. So a file whose bytes are right is never written again, and the cache is trained
 * only when something under it has changed.
 */
final class BuildImage {
  private static final List<String> FACES = List.of("slirp4j", "slirp4netns");
  private static final List<String> DAEMON_SCRIPTS =
      List.of("door.sh", "front.sh", "run.sh", "inside.sh");
  private static final String MAIN = "org.slirp4j.runtime.Main";

  /**
   * Annotations for compilers, an aggregator without classes, jars that only carry a native
   * library.
   */
  private static final List<String> NOT_PACKED =
      List.of(
          "jspecify-", "error_prone_annotations-", "netty-all-", "netty-transport-native-epoll-");

  /**
   * Modules that no descriptor of ours names, but the class path uses: sun.misc.Unsafe and
   * java.util.logging.
   */
  private static final List<String> HIDDEN_MODULES = List.of("java.logging", "jdk.unsupported");

  private static final long TRAINING_LIMIT_SECONDS = 120;

  private final Path image;
  private final Path sources;
  private final String version;
  private final List<Path> classPath;
  private final Arch arch = Arch.ofThisMachine();

  private BuildImage(Path image, Path sources, String version, List<Path> classPath) {
    this.image = image;
    this.sources = sources;
    this.version = version;
    this.classPath = classPath;
  }

  /** The names that Netty and JNA give to one processor architecture. */
  private record Arch(String netty, String jna) {
    static Arch ofThisMachine() {
      String name = System.getProperty("os.arch");
      return switch (name) {
        case "amd64" -> new Arch("x86_64", "linux-x86-64");
        case "aarch64" -> new Arch("aarch_64", "linux-aarch64");
        default -> throw new Failure("no native libraries for the architecture " + name);
      };
    }
  }

  /** A failure that is told to the person at the build in one line. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }

  /**
   * Arguments: image folder, source folder (runtime/src/main), version, start of the build (ISO
   * 8601), the jar of the runtime module. The class path is the module's own, which begins with its
   * folder of classes.
   */
  public static void main(String[] args) throws Exception {
    List<Path> classPath =
        Stream.concat(
                Stream.of(args[4]),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .skip(1))
            .map(Path::of)
            .toList();
    Path image = Path.of(args[0]);
    try {
      new BuildImage(image, Path.of(args[1]), args[2], classPath).build();
    } catch (Failure failure) {
      System.err.println("image " + image + ": " + failure.getMessage());
      System.exit(1);
    }
    // runtime/bin/slirp4j compares sources with this time: what was edited during the build is
    // newer.
    Path stamp = image.resolveSibling("slirp4j.stamp");
    Files.writeString(stamp, args[2]);
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.parse(args[3])));
  }

  private void build() throws IOException, InterruptedException {
    List<Path> jars = putJars();
    putNativeLibraries();
    linkRuntime(modules(jars));
    List<String> options = options(jars);
    for (String face : FACES) {
      putLauncher(face, options);
    }
    for (String script : DAEMON_SCRIPTS) {
      put(image.resolve("share", script), Files.readAllBytes(sources.resolve("launcher", script)));
    }
    putUnits();
    train(jars, options);
  }

  // ---- jars and native libraries

  private List<Path> putJars() throws IOException {
    Path lib = Files.createDirectories(image.resolve("lib"));
    List<Path> jars = new ArrayList<>();
    for (Path entry : classPath) {
      String name = entry.getFileName().toString();
      if (!name.endsWith(".jar")) {
        throw new Failure("the class path holds " + entry + ", which is no jar: run `mvn package`");
      }
      if (NOT_PACKED.stream().noneMatch(name::startsWith)) {
        jars.add(lib.resolve(name));
        put(jars.getLast(), Files.readAllBytes(entry));
      }
    }
    try (Stream<Path> present = Files.list(lib)) {
      for (Path file : present.filter(f -> f.toString().endsWith(".jar")).toList()) {
        if (!jars.contains(file)) {
          Files.delete(file);
        }
      }
    }
    return jars;
  }

  private void putNativeLibraries() throws IOException {
    String netty = "libnetty_transport_native_epoll_" + arch.netty + ".so";
    unpack(
        "netty-transport-native-epoll-",
        "-linux-" + arch.netty + ".jar",
        "META-INF/native/" + netty);
    unpack("jna-", ".jar", "com/sun/jna/" + arch.jna + "/libjnidispatch.so");
  }

  private void unpack(String prefix, String suffix, String entry) throws IOException {
    Path jar =
        classPath.stream()
            .filter(p -> p.getFileName().toString().startsWith(prefix))
            .filter(p -> p.getFileName().toString().endsWith(suffix))
            .findFirst()
            .orElseThrow(() -> new Failure("no " + prefix + "*" + suffix + " on the class path"));
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      byte[] bytes = zip.getInputStream(zip.getEntry(entry)).readAllBytes();
      put(image.resolve("lib").resolve(Path.of(entry).getFileName()), bytes);
    }
  }

  // ---- the Java run-time image

  /** The JDK's modules that our own descriptors require, and the hidden ones. */
  private static Set<String> modules(List<Path> jars) {
    Set<String> names = new TreeSet<>(HIDDEN_MODULES);
    for (ModuleReference module : ModuleFinder.of(jars.toArray(Path[]::new)).findAll()) {
      if (module.descriptor().name().startsWith("org.slirp4j.")) {
        module.descriptor().requires().stream()
            .map(ModuleDescriptor.Requires::name)
            .filter(name -> name.startsWith("java.") || name.startsWith("jdk."))
            .forEach(names::add);
      }
    }
    return names;
  }

  private void linkRuntime(Set<String> modules) throws IOException {
    Path jre = image.resolve("jre");
    List<String> command =
        List.of(
            "--add-modules=" + String.join(",", modules),
            "--vm=server",
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--generate-cds-archive",
            "--output=" + jre);
    String key = Runtime.version() + " " + String.join(" ", command) + "\n";
    Path stamp = image.resolveSibling("slirp4j.jre");
    if (Files.exists(stamp) && Files.readString(stamp).equals(key) && Files.isDirectory(jre)) {
      return;
    }
    delete(jre);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    ToolProvider jlink =
        ToolProvider.findFirst("jlink").orElseThrow(() -> new Failure("this JDK has no jlink"));
    PrintStream standardOutput = System.out;
    System.setOut(
        new PrintStream(OutputStream.nullOutputStream())); // a plug-in of jlink talks to it
    int exitCode = jlink.run(out, out, command.toArray(String[]::new));
    System.setOut(standardOutput);
    if (exitCode != 0) {
      throw new Failure("jlink failed: " + said);
    }
    // For a heap over 32 GiB: never ours.
    Files.deleteIfExists(jre.resolve("lib/server/classes_nocoops.jsa"));
    for (String face : FACES) { // the process is listed by its own name
      Files.createSymbolicLink(jre.resolve("bin").resolve(face), Path.of("java"));
    }
    Files.writeString(stamp, key);
  }

  // ---- launchers

  private List<String> options(List<Path> jars) throws IOException {
    List<String> options = new ArrayList<>();
    for (String line : Files.readAllLines(sources.resolve("image/jvm.options"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        options.add(line);
      }
    }
    options.add("-XX:AOTCache=$home/lib/slirp4j.aot");
    options.add("-cp");
    options.add(
        jars.stream()
            .map(jar -> "$home/lib/" + jar.getFileName())
            .collect(Collectors.joining(":")));
    return options;
  }

  private void putLauncher(String face, List<String> options) throws IOException {
    String arguments =
        options.stream().map(option -> '"' + option + '"').collect(Collectors.joining(" \\\n  "));
    String script =
        Files.readString(sources.resolve("launcher/launcher.sh"))
            .replace("@FACE@", face)
            .replace("@OPTIONS@", arguments);
    Path launcher = image.resolve("bin").resolve(face);
    put(launcher, script.getBytes(UTF_8));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    putTexts(face);
  }

  private void putTexts(String face) throws IOException {
    Texts texts = Texts.of(face, version);
    for (String kind : List.of(".help", ".version")) {
      String template = Files.readString(sources.resolve("launcher").resolve(face + kind));
      Path share = image.resolve("share");
      put(share.resolve(face + kind), texts.help(template).getBytes(UTF_8));
    }
    String page = face + ".1";
    String template = Files.readString(sources.resolve("man").resolve(page));
    put(image.resolve("share/man/man1").resolve(page), texts.manual(template).getBytes(UTF_8));
  }

  /** Puts the units for systemd's user manager: systemd.unit(5). */
  private void putUnits() throws IOException {
    for (String unit : List.of("slirp4j.service", "slirp4j.socket")) {
      byte[] content = Files.readAllBytes(sources.resolve("packaging/systemd").resolve(unit));
      put(image.resolve("share/systemd/user").resolve(unit), content);
    }
  }

  // ---- the ahead-of-time cache

  private void train(List<Path> jars, List<String> options)
      throws IOException, InterruptedException {
    Path cache = image.resolve("lib/slirp4j.aot");
    String key = trainingKey(jars, options);
    Path stamp = image.resolveSibling("slirp4j.trained");
    if (Files.exists(cache) && Files.exists(stamp) && Files.readString(stamp).equals(key)) {
      return;
    }
    Files.deleteIfExists(cache);
    List<String> command = new ArrayList<>();
    command.add(image.resolve("jre/bin/java").toString());
    for (String option : options) {
      command.add(
          option
              .replace("$home", image.toString())
              .replace("-XX:AOTCache=", "-XX:AOTCacheOutput="));
    }
    command.add(MAIN);
    command.add("train");
    Path log = image.resolveSibling("slirp4j.training.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
    builder
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(Redirect.from(new File("/dev/null")));
    Process training = builder.start();
    if (!training.waitFor(TRAINING_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      training.destroyForcibly();
      throw new Failure(
          "training the AOT cache took over " + TRAINING_LIMIT_SECONDS + " s" + quote(log));
    }
    if (training.exitValue() != 0) {
      throw new Failure(
          "training the AOT cache ended with exit code " + training.exitValue() + quote(log));
    }
    if (!Files.exists(cache)) {
      throw new Failure("training left no AOT cache" + quote(log));
    }
    Files.writeString(stamp, key);
  }

  /** Everything that the JVM compares before it takes a cache, and all that a training runs. */
  private String trainingKey(List<Path> jars, List<String> options) throws IOException {
    StringBuilder key = new StringBuilder(String.join("\n", options)).append('\n');
    List<Path> files = new ArrayList<>(jars);
    files.add(image.resolve("jre/lib/modules"));
    files.add(image.resolve("jre/lib/server/libjvm.so"));
    for (Path file : files) {
      key.append(file).append(' ').append(Files.size(file));
      key.append(' ').append(Files.getLastModifiedTime(file)).append('\n');
    }
    return key.toString();
  }

  private static String quote(Path log) throws IOException {
    String said =
        Files.readAllLines(log).stream()
            .filter(
                line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS")) // of the JVM's own child
            .collect(Collectors.joining("\n"));
    return said.isEmpty() ? ", without a word" : ":\n" + said;
  }

  // ---- files

  /**
   * Writes a file unless it holds these bytes already; it appears whole, under its name, or not at
   * all.
   */
  private static void put(Path file, byte[] bytes) throws IOException {
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path half = file.resolveSibling(file.getFileName() + ".half");
    Files.write(half, bytes);
    Files.move(half, file, REPLACE_EXISTING);
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
