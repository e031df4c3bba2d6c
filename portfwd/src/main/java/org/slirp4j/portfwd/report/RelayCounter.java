package org.slirp4j.portfwd.report;

/** What the relays count. */
public enum RelayCounter {
  /** TCP flows that the container opened. */
  TCP_FLOWS,
  /** TCP flows for which a host connection came about. */
  TCP_CONNECTED,
  /** TCP flows whose host connection was refused, unreachable or timed out. */
  TCP_CONNECT_FAILED,
  /** Host connections that were reset by their far end. */
  TCP_HOST_RESETS,
  /** Bytes of TCP from the container. */
  TCP_BYTES_OUT,
  /** Bytes of TCP to the container. */
  TCP_BYTES_IN,
  /** TCP connections of clients to a forwarded port. */
  FORWARD_TCP_CLIENTS,
  /** TCP connections of clients that the container, its limits or they themselves gave up. */
  FORWARD_TCP_FAILED,
  /** TCP connections of clients that were spliced to the container, beside its TAP. */
  SPLICED,
  /** Spliced bytes to the container. */
  SPLICE_BYTES_IN,
  /** Spliced bytes from the container. */
  SPLICE_BYTES_OUT,
  /** Spliced connections that either end reset. */
  SPLICE_RESETS,
  /** Times that no sockets could be made in the container's namespace. */
  INSIDE_SOCKETS_FAILED,
  /** Clients of a forwarded UDP port: sessions. */
  FORWARD_UDP_SESSIONS,
  /** Sessions of UDP clients that made room for newer ones. */
  FORWARD_UDP_EVICTED,
  /** TCP connections of the container's to a port inside that leads to a service of the host. */
  REVERSE_TCP_CLIENTS,
  /** Those for which the service could not be reached. */
  REVERSE_TCP_FAILED,
  /** Clients of a UDP port inside that leads to a service of the host: sessions. */
  REVERSE_UDP_SESSIONS,
  /** Sessions of such clients that made room for newer ones. */
  REVERSE_UDP_EVICTED,
  /** Datagrams to such a port for which no socket was to be had. */
  REVERSE_UDP_DROPPED,
  /** Requests on the API socket. */
  API_REQUESTS,
  /** Clients of the API socket that said nothing, or not all of it, for too long. */
  API_CLIENTS_DROPPED,
  /** Flows and datagrams to a destination that the policy or the guest's network rules out. */
  PROHIBITED,
  /** UDP mappings that the container opened. */
  UDP_FLOWS,
  /** Datagrams from the container. */
  UDP_DATAGRAMS_OUT,
  /** Bytes of UDP payload from the container. */
  UDP_BYTES_OUT,
  /** Datagrams from the container that the host did not take. */
  UDP_DROPPED_OUT,
  /** Datagrams from the container to a group or to everybody, which go nowhere. */
  UDP_DROPPED_GROUP,
  /** Datagrams to the container. */
  UDP_DATAGRAMS_IN,
  /** Bytes of UDP payload to the container. */
  UDP_BYTES_IN,
  /** Datagrams to the container from a sender that it may not see, or for want of a buffer. */
  UDP_DROPPED_IN,
  /** ICMP errors that the host's network reported and the container was told. */
  ICMP_ERRORS,
  /** Echo requests from the container. */
  ECHO_REQUESTS,
  /** Echo replies to the container. */
  ECHO_REPLIES,
  /** Echo requests that the host did not let through or take. */
  ECHO_DROPPED,
  /** DNS queries from the container. */
  DNS_QUERIES,
  /** DNS answers to the container, given-up queries' failures among them. */
  DNS_ANSWERS,
  /** DNS queries that no name server answered well: the container was told SERVFAIL or the like. */
  DNS_FAILURES,
  /** Name servers that did not answer in time, or refused. */
  DNS_FAIL_OVERS,
  /** DNS queries answered from memory. */
  DNS_CACHE_HITS,
  /** DNS queries that name servers were asked. */
  DNS_CACHE_MISSES,
  /** DNS queries for the names of the host itself. */
  DNS_LOCAL_ANSWERS,
  /** TCP connections to the DNS alias that were cut: idle, not read from, too many, no DNS. */
  DNS_STREAMS_CUT,
  /** DNS queries given up because newer ones needed their place. */
  DNS_EVICTED,
  /** Messages that are no DNS query, or no answer to one. */
  DNS_MALFORMED,
  /** Host sockets that could not be had: the bound, or the kernel's. */
  SOCKETS_REFUSED,
  /** Host sockets that were closed because their relay failed in a way that it should not. */
  FAULTS
}
