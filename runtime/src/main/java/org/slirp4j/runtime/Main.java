package org.slirp4j.runtime;

import org.slirp4j.runtime.netns.Slirp4netns;
import org.slirp4j.runtime.person.Slirp4j;
import org.slirp4j.runtime.train.Train;

/** The process: its first argument is the face that it shows, the program's name. */
public final class Main {
  /** What a face returns when the process is to go on without this thread. */
  public static final int STAYS = -1;

  private Main() {}

  /** Shows a face. */
  public static void main(String[] args) {
    StartTrace.ended("main");
    int status;
    try {
      status = face(args);
    } catch (RuntimeException | Error e) {
      System.err.println("internal error, please report it:");
      e.printStackTrace();
      status = 1;
    }
    if (status != STAYS) {
      // Not System.exit: no hook is of use, and a loop that still runs would delay it.
      Runtime.getRuntime().halt(status);
    }
  }

  private static int face(String[] args) {
    String face = args.length == 0 ? "" : args[0];
    return switch (face) {
      case "slirp4netns" -> Slirp4netns.run(args, 1);
      case "slirp4j" -> Slirp4j.run(args, 1);
      case "train" -> Train.run();
      default -> {
        System.err.println("no face \"" + face + "\"; start bin/slirp4j or bin/slirp4netns");
        yield 1;
      }
    };
  }
}
