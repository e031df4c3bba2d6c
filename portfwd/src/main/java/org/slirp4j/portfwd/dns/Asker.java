package org.slirp4j.portfwd.dns;

/** Who gets the answer to a query. */
interface Asker {
  /** Tells whether it asks by TCP. */
  boolean byStream();

  /** Gets an answer, with its own ID. */
  void onAnswer(byte[] message);

  /** Its query is over: no answer to it comes any more. */
  void onOver();
}
