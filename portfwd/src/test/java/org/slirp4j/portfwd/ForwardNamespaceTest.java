package org.slirp4j.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ForwardProbe}, in namespaces that this user makes. */
@Tag("kernel")
@Timeout(60)
final class ForwardNamespaceTest {
  private static Map<String, String> results = Map.of();

  @BeforeAll
  static void runProbe(@TempDir Path folder) throws Exception {
    results = ProbeRun.results(folder, "forward.sh", ForwardProbe.class);
  }

  @ParameterizedTest
  @EnumSource
  void probeFoundItRight(ForwardProbe.Case each) {
    assertEquals("ok", results.get(each.toString()));
  }
}
