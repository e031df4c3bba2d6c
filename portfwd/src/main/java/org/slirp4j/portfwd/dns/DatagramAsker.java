package org.slirp4j.portfwd.dns;

import org.slirp4j.tcpip.UdpFlow;

/** A UDP port of the container that asks. */
record DatagramAsker(DnsRelay relay, UdpFlow flow) implements Asker {
  @Override
  public boolean byStream() {
    return false;
  }

  @Override
  public void onAnswer(byte[] message) {
    relay.answer(flow, message);
  }

  @Override
  public void onOver() {}
}
