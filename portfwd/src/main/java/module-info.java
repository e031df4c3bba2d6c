/** Between the machine's flows and host sockets: relays, DNS, policy. */
module org.slirp4j.portfwd {
  requires static transitive org.jspecify;
  requires transitive org.slirp4j.tapdev;
  requires transitive org.slirp4j.tcpip;
  requires com.google.gson;
  requires io.netty.buffer;
  requires io.netty.common;

  exports org.slirp4j.portfwd;
  exports org.slirp4j.portfwd.api;
  exports org.slirp4j.portfwd.auto;
  exports org.slirp4j.portfwd.config;
  exports org.slirp4j.portfwd.forward;
  exports org.slirp4j.portfwd.report;
  exports org.slirp4j.portfwd.splice;
  exports org.slirp4j.portfwd.zone;
}
