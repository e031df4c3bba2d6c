package org.slirp4j.tapdev;

/**
 * What the kernel does for frames of a TAP, in both directions.
 *
 * @param vnetHeader every frame has a {@link VnetHeader} before it; without one, nothing else holds
 * @param checksum transport checksums may be left partial
 * @param tso4 TCP over IPv4 may come and go in super-segments
 * @param tso6 TCP over IPv6 may
 * @param tsoEcn such segments may carry the CWR flag
 * @param uso UDP may come and go in super-datagrams (Linux 6.2)
 */
public record TapOffloads(
    boolean vnetHeader, boolean checksum, boolean tso4, boolean tso6, boolean tsoEcn, boolean uso) {
  /** Plain frames. */
  public static final TapOffloads NONE = new TapOffloads(false, false, false, false, false, false);

  // <linux/if_tun.h>
  static final int TUN_F_CSUM = 0x01;
  static final int TUN_F_TSO4 = 0x02;
  static final int TUN_F_TSO6 = 0x04;
  static final int TUN_F_TSO_ECN = 0x08;
  static final int TUN_F_USO4 = 0x20;
  static final int TUN_F_USO6 = 0x40;

  /** What to ask for, best first; older kernels take only later ones. */
  private static final int[] STEPS = {
    TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN | TUN_F_USO4 | TUN_F_USO6,
    TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN,
    TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6,
    TUN_F_CSUM | TUN_F_TSO4,
    TUN_F_CSUM,
    0
  };

  static int[] steps() {
    return STEPS.clone();
  }

  /** Returns what a set of {@code TUN_F} bits means on a TAP with a vnet header. */
  static TapOffloads of(int bits) {
    return new TapOffloads(
        true,
        (bits & TUN_F_CSUM) != 0,
        (bits & TUN_F_TSO4) != 0,
        (bits & TUN_F_TSO6) != 0,
        (bits & TUN_F_TSO_ECN) != 0,
        (bits & (TUN_F_USO4 | TUN_F_USO6)) == (TUN_F_USO4 | TUN_F_USO6));
  }
}
