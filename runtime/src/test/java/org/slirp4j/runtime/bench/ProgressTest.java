package org.slirp4j.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final String ERASED = "\r\u001b[K";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long nowNanos = 5;
  private Timetable timetable = new Timetable(new long[0], 0, () -> nowNanos);

  private Progress progress(int columns, int totalSeconds) {
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    timetable = new Timetable(new long[] {totalSeconds * 1_000L}, 1, () -> nowNanos);
    return new Progress(out, columns, timetable);
  }

  private String shown() {
    String text = written.toString(StandardCharsets.UTF_8);
    written.reset();
    return text;
  }

  @Test
  void tellsBeforehandHowLongAllWillTake() {
    Progress progress = progress(80, 6_000);
    progress.round("round 1 of 5");
    progress.next("slirp4j: TCP");
    assertEquals(ERASED + "round 1 of 5, 100 min left: slirp4j: TCP", shown());
  }

  @Test
  void whatHasPassedIsNotLeft() {
    Progress progress = progress(80, 60);
    timetable.begin(0);
    nowNanos += TimeUnit.SECONDS.toNanos(20);
    progress.next("x");
    assertEquals(ERASED + ", 40 s left: x", shown());
  }

  @Test
  void aNarrowTerminalGetsNoSecondLine() {
    Progress progress = progress(20, 60);
    progress.round("round 1 of 1");
    progress.next("something long");
    assertEquals(ERASED + "round 1 of 1, 60 s ", shown());
  }

  @Test
  void withoutATerminalNothingIsWritten() {
    Progress progress = progress(0, 60);
    progress.round("round 1 of 1");
    progress.next("x");
    progress.end();
    assertEquals("", shown());
  }

  @Test
  void takesItsLineAwayInTheEnd() {
    Progress progress = progress(80, 60);
    progress.end();
    assertEquals(ERASED, shown());
  }
}
