package org.slirp4j.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output, whole texts at a time and without an encoder's start-up cost. */
public final class Out {
  private Out() {}

  /** Writes a text; a reader that has gone away is no error of ours. */
  @SuppressWarnings("resource") // closing it would close the descriptor
  public static void print(String text) {
    try {
      new FileOutputStream(FileDescriptor.out).write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody reads: grep -q has seen enough.
    }
  }

  /** Writes the image's text {@code name}: a help or version text that the launchers print, too. */
  public static void printText(String name) {
    Path share = Path.of(System.getProperty("java.home")).resolveSibling("share");
    try {
      print(Files.readString(share.resolve(name)));
    } catch (IOException e) {
      System.err.println("open " + share.resolve(name) + ": " + e.getMessage());
    }
  }
}
