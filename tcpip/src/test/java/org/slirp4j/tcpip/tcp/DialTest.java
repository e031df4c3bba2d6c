package org.slirp4j.tcpip.tcp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guest sees between its SYN and the far end's answer: checklist 1b, connect first. */
class DialTest {
  @Test
  void theGuestHearsNothingWhileTheFarEndIsDialled() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460,TS val 100>
        +0     dialled
        +1     < S  0:0(0) win 64240 <mss 1460,TS val 1100>
        +2     < S  0:0(0) win 64240 <mss 1460,TS val 3100>
        +0     < .  1:1(0) ack 1
        +0     < P. 1:11(10) ack 1
        +90    accept
        +0     > S. 0:0(0) ack 1 <mss 1460,TS ecr 3100>
        +0     < .  1:1(0) ack 1
        +0     established
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "port_unreachable, R. 0:0(0) ack 1",
    "net_unreachable, icmp 3 0",
    "host_unreachable, icmp 3 1",
    "prohibited, icmp 3 13",
  })
  void aRefusalIsPassedOn(String refusal, String seen) {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0.2   refuse %s
        +0     > %s
        +0     < .  1:1(0) ack 1                 # it is forgotten
        +0     > R  1:1(0)
        """
            .formatted(refusal, seen));
  }

  @Test
  void aRefusalAtOnceIsPassedOnToo() {
    TcpScript.run(
        """
        set dial abort
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     > R. 0:0(0) ack 1
        +0     dialled
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     > R. 0:0(0) ack 1
        +0     dialled
        """);
  }

  @Test
  void theFarEndMayBeThereAtOnce() {
    TcpScript.run(
        """
        set dial accept
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     > S. 0:0(0) ack 1 <mss 1460>
        +0     dialled
        +0     < .  1:1(0) ack 1
        +0     established
        """);
  }

  @Test
  void silenceIsPassedOn() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +127   refuse silence
        +1     < S  0:0(0) win 64240 <mss 1460>  # it tries anew, and so do we
        +0     dialled
        """);
  }

  @Test
  void theGuestMayGiveUp() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +0     < R  2:2(0)                       # not the next number
        +0     < R  1:1(0)
        +0     reset
        +0     accept                            # too late
        """);
  }

  @Test
  void anotherSynOfTheSamePortIsAnotherConnection() {
    TcpScript.run(
        """
        +0     < S  0:0(0) win 64240 <mss 1460>
        +0     dialled
        +5     < S  7000:7000(0) win 64240 <mss 1460>
        +0     reset
        +0     dialled
        +0     accept
        +0     > S. 0:0(0) ack 7001 <mss 1460>
        """);
  }
}
