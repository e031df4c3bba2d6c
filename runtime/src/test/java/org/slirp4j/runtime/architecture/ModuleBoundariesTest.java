package org.slirp4j.runtime.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Who may know whom: tapdev and tcpip nobody, portfwd those two, runtime all. */
@AnalyzeClasses(
    packages = "org.slirp4j",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class ModuleBoundariesTest {
  private static final String TAPDEV = "org.slirp4j.tapdev..";
  private static final String TCPIP = "org.slirp4j.tcpip..";
  private static final String PORTFWD = "org.slirp4j.portfwd..";
  private static final String RUNTIME = "org.slirp4j.runtime..";

  /** Packages that a pure machine may use: the language, collections, native memory. */
  private static final Set<String> PURE_PACKAGES =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.foreign",
          "java.lang.invoke", // what lambdas and switches compile to
          "java.lang.runtime", // records, pattern switches
          "java.util",
          "java.util.function",
          "org.jspecify.annotations");

  /** Harmless classes of packages that otherwise do input and output. */
  private static final Set<String> PURE_CLASSES =
      Set.of("java.nio.ByteOrder", "java.nio.charset.Charset", "java.nio.charset.StandardCharsets");

  /** Threads, processes, clocks and random numbers in the packages above. */
  private static final Set<String> IMPURE_CLASSES =
      Set.of(
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.ProcessHandle",
          "java.lang.Runtime",
          "java.lang.ScopedValue",
          "java.lang.Thread",
          "java.lang.ThreadGroup",
          "java.lang.ThreadLocal",
          "java.util.Calendar",
          "java.util.Date",
          "java.util.Random",
          "java.util.Scanner",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.UUID");

  private static final Set<String> PURE_SYSTEM_METHODS = Set.of("arraycopy", "identityHashCode");

  @ArchTest
  static final ArchRule TCPIP_IS_A_PURE_MACHINE =
      noClasses()
          .that()
          .resideInAPackage(TCPIP)
          .should()
          .dependOnClassesThat(describe("do more than compute", c -> !isPure(c)))
          .because("frames and time come in as arguments: no I/O, threads, clock, chance or log");

  @ArchTest
  static final ArchRule TCPIP_READS_NO_CLOCK_AND_NO_CHANCE =
      noClasses().that().resideInAPackage(TCPIP).should().callMethodWhere(impureCall());

  @ArchTest
  static final ArchRule TAPDEV_KNOWS_NO_OTHER_MODULE =
      noClasses()
          .that()
          .resideInAPackage(TAPDEV)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TCPIP, PORTFWD, RUNTIME);

  @ArchTest
  static final ArchRule PORTFWD_DOES_NOT_KNOW_THE_PROCESSES =
      noClasses()
          .that()
          .resideInAPackage(PORTFWD)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(RUNTIME);

  @ArchTest
  static final ArchRule LIBC_IS_CALLED_FROM_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.slirp4j.tapdev.libc")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  private static boolean isPure(JavaClass used) {
    JavaClass type = used.getBaseComponentType(); // int[] is int
    return type.isPrimitive()
        || type.getPackageName().startsWith("org.slirp4j.tcpip")
        || PURE_CLASSES.contains(type.getName())
        || (PURE_PACKAGES.contains(type.getPackageName())
            && IMPURE_CLASSES.stream().noneMatch(name -> isOrIsInside(type.getName(), name)));
  }

  private static boolean isOrIsInside(String type, String outer) {
    return type.equals(outer) || type.startsWith(outer + "$");
  }

  private static DescribedPredicate<JavaMethodCall> impureCall() {
    return describe(
        "a call of java.lang.System or Math.random()",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getName();
          return (owner.equals("java.lang.System") && !PURE_SYSTEM_METHODS.contains(name))
              || (owner.equals("java.lang.Math") && name.equals("random"));
        });
  }
}
