package org.slirp4j.portfwd.forward;

/** Which transport a rule is about. */
public enum Protocol {
  TCP("tcp"),
  UDP("udp");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** Returns {@code tcp} or {@code udp}. */
  @Override
  public String toString() {
    return text;
  }
}
