/** Bytes in and out of a kernel TAP, and the way into a container's namespaces. */
module org.slirp4j.tapdev {
  exports org.slirp4j.tapdev;
  exports org.slirp4j.tapdev.libc to
      org.slirp4j.portfwd,
      org.slirp4j.runtime;

  requires static transitive org.jspecify;
  requires transitive io.netty.transport;
  requires transitive io.netty.transport.classes.epoll;
  requires transitive io.netty.transport.unix.common;
  requires io.netty.buffer;
  requires transitive io.netty.common;
  requires com.sun.jna;
}
