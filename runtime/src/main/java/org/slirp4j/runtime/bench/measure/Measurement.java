package org.slirp4j.runtime.bench.measure;

import java.io.IOException;
import java.util.List;
import org.slirp4j.runtime.bench.report.Row;
import org.slirp4j.runtime.bench.rival.Attached;

/** Something that is measured of a connected container. */
public interface Measurement {
  /** Who takes the samples. */
  interface Samples {
    /** Takes one. */
    void add(Row row, double value);

    /** Takes a doubt about a sample that is there. */
    void doubt(Row row, String why);
  }

  /** Returns what stands in the progress line. */
  String title();

  /** Returns what is measured. */
  List<Row> rows();

  /** Returns how long it takes when all goes well, in milliseconds: about. */
  int expectedMillis();

  /** Returns whether those behind it in its group make no sense when it fails. */
  default boolean isPremise() {
    return false;
  }

  /**
   * Measures.
   *
   * @throws IOException when that cannot be done, with why
   */
  void run(Attached network, Samples samples) throws IOException;
}
