package org.slirp4j.runtime.demo;

import org.slirp4j.runtime.cli.Ipv4;
import org.slirp4j.tapdev.SystemCallException;
import org.slirp4j.tapdev.libc.Errno;
import org.slirp4j.tapdev.libc.FileCalls;
import org.slirp4j.tapdev.libc.NativeBlock;
import org.slirp4j.tapdev.libc.SocketCalls;

/** Sends echo requests through a raw socket, which root of a namespace may have: raw(7). */
final class Ping implements AutoCloseable {
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_ICMP = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOCKADDR_IN_BYTES = 16;

  private static final int ECHO_REQUEST = 8;
  private static final int IDENTIFIER = 0x5a5a;
  private static final int PACKET_BYTES = 64;
  private static final int MAX_ANSWERS = 16;
  private static final int IP_HEADER_BYTES = 20;

  private final int fd;

  /** Opens a socket that talks to one address and waits {@code timeoutSeconds} for an answer. */
  Ping(int address, int timeoutSeconds) throws SystemCallException {
    fd = SocketCalls.socket(SocketCalls.AF_INET, SOCK_RAW | SocketCalls.SOCK_CLOEXEC, IPPROTO_ICMP);
    if (fd < 0) {
      throw SystemCallException.last("socket", "SOCK_RAW", "");
    }
    try (NativeBlock timeout = new NativeBlock(16);
        NativeBlock to = new NativeBlock(SOCKADDR_IN_BYTES)) {
      timeout.putLong(0, timeoutSeconds);
      SocketCalls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout.address(), timeout.bytes());
      to.putShort(0, SocketCalls.AF_INET);
      to.putBytes(4, bytes(address));
      if (SocketCalls.connect(fd, to.address(), SOCKADDR_IN_BYTES) != 0) {
        int errno = Errno.last();
        FileCalls.close(fd);
        throw new SystemCallException("connect", Ipv4.text(address), errno, "");
      }
    }
  }

  private static byte[] bytes(int address) {
    return new byte[] {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
  }

  /** Sends a request; returns the nanoseconds until its answer, or −1 if none came. */
  long ask(int sequence) {
    try (NativeBlock packet = new NativeBlock(IP_HEADER_BYTES + PACKET_BYTES)) {
      byte[] request = request(sequence);
      packet.putBytes(0, request);
      long began = System.nanoTime();
      if (FileCalls.write(fd, packet.address(), PACKET_BYTES) != PACKET_BYTES) {
        return -1;
      }
      for (int i = 0; i < MAX_ANSWERS; i++) {
        long length = FileCalls.read(fd, packet.address(), packet.bytes());
        long nanos = System.nanoTime() - began;
        if (length < 0) {
          return -1;
        }
        if (isAnswer(packet.getBytes(0, packet.bytes()), request)) {
          return nanos;
        }
      }
      return -1;
    }
  }

  /** RFC 792: type, code, checksum, identifier, sequence number, data. */
  private static byte[] request(int sequence) {
    byte[] packet = new byte[PACKET_BYTES];
    packet[0] = ECHO_REQUEST;
    packet[4] = (byte) (IDENTIFIER >> 8);
    packet[5] = (byte) IDENTIFIER;
    packet[6] = (byte) (sequence >> 8);
    packet[7] = (byte) sequence;
    for (int i = 8; i < PACKET_BYTES; i++) {
      packet[i] = (byte) i;
    }
    int sum = 0;
    for (int i = 0; i < PACKET_BYTES; i += 2) {
      sum += (packet[i] & 255) << 8 | (packet[i + 1] & 255);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    packet[2] = (byte) (~sum >> 8);
    packet[3] = (byte) ~sum;
    return packet;
  }

  /** Compares identifier, sequence number and data; a raw socket sees other programs' packets. */
  private static boolean isAnswer(byte[] packet, byte[] request) {
    if (packet[IP_HEADER_BYTES] != 0) {
      return false;
    }
    for (int i = 4; i < PACKET_BYTES; i++) {
      if (packet[IP_HEADER_BYTES + i] != request[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    FileCalls.close(fd);
  }
}
