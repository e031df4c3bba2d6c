package org.slirp4j.tcpip.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Inputs that a fuzzer found on its way: a resource beside each target that has its name, with an
 * input per line in hexadecimal digits. Together they reach all that the fuzzer had reached.
 */
public final class Corpus {
  private Corpus() {}

  /** Returns a target's inputs, its own seeds first. */
  public static Stream<byte[]> of(Class<?> target, byte[]... seeds) {
    String name = target.getSimpleName() + ".txt";
    try (InputStream in = Objects.requireNonNull(target.getResourceAsStream(name), name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return Stream.concat(Stream.of(seeds), text.lines().map(HexFormat.of()::parseHex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
