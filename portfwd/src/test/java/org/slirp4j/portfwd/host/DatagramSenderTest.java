package org.slirp4j.portfwd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slirp4j.tapdev.libc.Errno;

/** What becomes of several datagrams in one piece that the kernel does not take so. */
final class DatagramSenderTest {
  /** A system call: where the payload begins, its length, and the size of each datagram. */
  private record Call(long address, int length, int segmentBytes) {}

  /** A kernel that refuses what is longer than {@code mtu}, and says otherwise what it is told. */
  private static final class Kernel implements DatagramSender.Way {
    final List<Call> calls = new ArrayList<>();
    int mtu = Integer.MAX_VALUE;
    int cutting; // the errno of what is to be cut
    int pending; // the errno of an earlier datagram, told once
    int full = Integer.MAX_VALUE; // the calls before EAGAIN
    int noted;

    @Override
    public int send(long address, int length, int segmentBytes) {
      calls.add(new Call(address, length, segmentBytes));
      if (calls.size() > full) {
        return Errno.EAGAIN;
      }
      int told = pending;
      pending = 0;
      if (told != 0) {
        return told;
      }
      if (segmentBytes > 0 && cutting != 0) {
        return cutting;
      }
      if ((segmentBytes > 0 ? segmentBytes : length) > mtu) {
        noted = mtu;
        return Errno.EMSGSIZE;
      }
      return 0;
    }

    @Override
    public int tellErrors() {
      int told = noted;
      noted = 0;
      return told;
    }
  }

  private final Kernel kernel = new Kernel();
  private final DatagramSender sender = new DatagramSender(kernel);

  private void assertLost(int datagrams, int bytes) {
    assertEquals(datagrams, sender.lostDatagrams());
    assertEquals(bytes, sender.lostBytes());
  }

  @Test
  void severalLeaveInOneCall() {
    assertEquals(0, sender.send(5000, 2500, 1000));
    assertEquals(List.of(new Call(5000, 2500, 1000)), kernel.calls);
    assertLost(0, 0);
  }

  @Test
  void anEmptyOneIsOne() {
    assertEquals(0, sender.send(5000, 0, 0));
    assertEquals(List.of(new Call(5000, 0, 0)), kernel.calls);
  }

  @Test
  void anErrorOfAnEarlierOneCostsNone() {
    kernel.pending = Errno.ECONNREFUSED;
    assertEquals(0, sender.send(5000, 2500, 1000));
    assertEquals(2, kernel.calls.size());
    assertLost(0, 0);
  }

  @Test
  void aDeviceThatComputesNoChecksumsIsNotAskedAgain() {
    kernel.cutting = Errno.EIO;
    assertEquals(0, sender.send(5000, 2500, 1000));
    kernel.calls.clear();
    assertEquals(0, sender.send(5000, 2500, 1000));
    assertEquals(
        List.of(new Call(5000, 1000, 0), new Call(6000, 1000, 0), new Call(7000, 500, 0)),
        kernel.calls);
    assertLost(0, 0);
  }

  @Test
  void whatIsTooLongToBeCutIsTriedAgainLater() {
    kernel.cutting = Errno.EINVAL;
    sender.send(5000, 2000, 1000);
    kernel.cutting = 0;
    kernel.calls.clear();
    sender.send(5000, 900, 300); // shorter ones are another matter
    assertEquals(1, kernel.calls.size());
    for (int i = 0; i < 64; i++) {
      kernel.calls.clear();
      sender.send(5000, 2000, 1000);
      assertEquals(2, kernel.calls.size());
    }
    kernel.calls.clear();
    sender.send(5000, 2000, 1000);
    assertEquals(List.of(new Call(5000, 2000, 1000)), kernel.calls);
  }

  @Test
  void aShorterLastOneIsSentWhereTheOthersAreTooLong() {
    kernel.mtu = 900;
    assertEquals(Errno.EMSGSIZE, sender.send(5000, 2500, 1000));
    assertEquals(900, sender.pathMtu());
    assertEquals(new Call(7000, 500, 0), kernel.calls.getLast());
    assertLost(2, 2000);
  }

  @Test
  void wantOfRoomCostsTheRestAndNotACallForEach() {
    kernel.cutting = Errno.EIO;
    kernel.full = 3; // twice in one piece, then one
    assertEquals(Errno.EAGAIN, sender.send(5000, 6400, 100));
    assertEquals(4, kernel.calls.size());
    assertLost(63, 6300);
  }

  @Test
  void anErrorOfAllIsToldOnce() {
    kernel.cutting = Errno.ENETUNREACH;
    assertEquals(Errno.ENETUNREACH, sender.send(5000, 2500, 1000));
    assertLost(3, 2500);
    assertEquals(2, kernel.calls.size());
  }
}
