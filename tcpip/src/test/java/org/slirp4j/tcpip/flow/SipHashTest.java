package org.slirp4j.tcpip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.slirp4j.tcpip.StackSecret;

class SipHashTest {
  @Test
  void theExampleOfThePaper() {
    // Appendix A: key 00..0f, input 00..0e, whose last word ends in the length 15.
    SipHash hash = new SipHash(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L);
    hash.add(0x0706_0504_0302_0100L);
    assertEquals(0xa129_ca61_49be_45e5L, hash.finish(0x0f0e_0d0c_0b0a_0908L));
  }

  @Test
  void keysDifferAndDependOnTheSecret() {
    Keys keys = new Keys(new StackSecret(1, 2));
    long first = keys.next();
    assertNotEquals(first, keys.next());
    assertEquals(first, new Keys(new StackSecret(1, 2)).next());
    assertNotEquals(first, new Keys(new StackSecret(1, 3)).next());
  }

  @Test
  void aSecretDoesNotPrintItself() {
    assertFalse(new StackSecret(4711, 4712).toString().contains("471"));
  }
}
