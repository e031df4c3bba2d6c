package org.slirp4j.tcpip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

class FlowTableTest {
  private static final int MAX_FLOWS = 300;

  private static final class TestFlow extends Flow {
    TestFlow(Key key) {
      super(1, key.guest, key.guestPort, key.peer, key.peerPort, 0);
    }

    @Override
    public FlowInfo info(long now) {
      throw new UnsupportedOperationException("nobody asks");
    }
  }

  private record Key(IpAddress guest, int guestPort, IpAddress peer, int peerPort) {}

  private final FlowTable<TestFlow> table = new FlowTable<>(0x5eed, MAX_FLOWS);

  /** Random calls on the table, and on a map that remembers the order of use. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void behavesAsALinkedMapWould(long seed) {
    Random random = new Random(seed);
    SequencedMap<Key, TestFlow> model = new LinkedHashMap<>(16, 0.75f, true);
    for (int step = 0; step < 50_000; step++) {
      Key key =
          new Key(
              new IpAddress(random.nextInt(2), random.nextInt(3)),
              random.nextInt(4),
              new IpAddress(random.nextInt(2), random.nextInt(5)),
              random.nextInt(4));
      TestFlow found = find(key);
      switch (random.nextInt(5)) {
        case 0 -> {
          model.remove(key);
          if (found != null) {
            table.remove(found);
            table.remove(found);
            assertNull(find(key));
          }
        }
        case 1 -> {
          assertSame(model.get(key), found);
          if (found != null) {
            table.touch(found);
          }
        }
        default -> {
          if (found == null) {
            add(key, model);
          }
        }
      }
      assertEquals(model.size(), table.size());
      assertEquals(model.size() == MAX_FLOWS, table.isFull());
      assertSame(
          model.isEmpty() ? null : model.sequencedValues().getFirst(), table.oldest(), "oldest");
    }
  }

  private void add(Key key, SequencedMap<Key, TestFlow> model) {
    if (table.isFull()) {
      TestFlow oldest = table.oldest();
      if (oldest != null) {
        model.pollFirstEntry();
        table.remove(oldest);
      }
    }
    TestFlow flow = new TestFlow(key);
    model.put(key, flow);
    table.add(flow);
    assertSame(flow, find(key));
  }

  private @Nullable TestFlow find(Key key) {
    return table.find(
        key.guest.high(),
        key.guest.low(),
        key.guestPort,
        key.peer.high(),
        key.peer.low(),
        key.peerPort);
  }
}
