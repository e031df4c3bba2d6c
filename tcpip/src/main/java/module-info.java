/** A pure protocol machine: frames and time in, frames and events out. */
module org.slirp4j.tcpip {
  requires static transitive org.jspecify;

  exports org.slirp4j.tcpip;
  exports org.slirp4j.tcpip.buffer;
  exports org.slirp4j.tcpip.nat;
}
