package org.slirp4j.runtime.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** Under what conditions was measured: names and texts, in order. */
public final class Surroundings {
  private final Map<String, String> facts = new LinkedHashMap<>();

  /** Adds a fact. */
  public void put(String name, String text) {
    facts.put(name, text);
  }

  /** Returns all of them. */
  public Map<String, String> facts() {
    return facts;
  }
}
