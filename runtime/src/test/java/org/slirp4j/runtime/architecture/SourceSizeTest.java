package org.slirp4j.runtime.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader has to hold in the head at once is bounded. */
final class SourceSizeTest {
  private static final int LINES_PER_FILE = 600;
  private static final int LINES_PER_METHOD = 70;

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES = List.of("tapdev", "tcpip", "portfwd", "runtime");

  @Test
  void noFileIsLongerThanTheLimit() throws IOException {
    List<String> tooLong = new ArrayList<>();
    List<Path> sources = files("src", ".java");
    for (Path file : sources) {
      long lines = Files.readAllLines(file).size();
      if (lines > LINES_PER_FILE) {
        tooLong.add(PROJECT.relativize(file) + ": " + lines + " lines");
      }
    }
    assertFalse(sources.isEmpty());
    assertEquals(List.of(), tooLong);
  }

  @Test
  void noMethodIsLongerThanTheLimit() throws IOException {
    List<String> tooLong = new ArrayList<>();
    List<Path> classes = files("target", ".class");
    for (Path file : classes) {
      ClassModel type = ClassFile.of().parse(file);
      for (MethodModel method : type.methods()) {
        int lines = lines(method);
        if (lines > LINES_PER_METHOD) {
          String name = type.thisClass().asInternalName() + "." + method.methodName();
          tooLong.add(name + ": " + lines + " lines");
        }
      }
    }
    assertFalse(classes.isEmpty());
    assertEquals(List.of(), tooLong);
  }

  /**
   * The lines from a method's name to its end, by its compiled line numbers; 0 for constructors and
   * class initializers, which hold the lines of all field initializers.
   */
  private static int lines(MethodModel method) {
    if (method.methodName().stringValue().startsWith("<")) {
      return 0;
    }
    IntSummaryStatistics lines =
        method
            .code()
            .flatMap(code -> code.findAttribute(Attributes.lineNumberTable()))
            .map(table -> table.lineNumbers().stream())
            .orElse(Stream.empty())
            .mapToInt(LineNumberInfo::lineNumber)
            .summaryStatistics();
    return lines.getCount() == 0 ? 0 : lines.getMax() - lines.getMin() + 2;
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> tree = Files.walk(PROJECT.resolve(module).resolve(folder))) {
        tree.filter(file -> file.toString().endsWith(suffix)).forEach(found::add);
      }
    }
    return found;
  }
}
