package org.slirp4j.portfwd.forward;

/** Whether a rule's service sees who its clients are, or is reached the fastest way. */
public enum SourceAddress {
  /** The client's own address is seen: over the TAP. */
  KEEP,
  /** Speed is preferred: connections of all clients are spliced. */
  FAST,
  /** As the container's settings say. */
  DEFAULT
}
