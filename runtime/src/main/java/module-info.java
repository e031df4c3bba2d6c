/** The processes: command lines, start order, metrics. */
module org.slirp4j.runtime {
  requires static org.jspecify;
  requires org.slirp4j.tapdev;
  requires org.slirp4j.tcpip;
  requires org.slirp4j.portfwd;
  requires io.netty.buffer;
  requires io.netty.common;
  requires jdk.httpserver;
  requires jdk.unsupported;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires io.prometheus.metrics.model;
  requires com.google.gson;
  requires io.netty.codec;
  requires io.netty.codec.http;
}
