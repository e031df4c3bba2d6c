package org.slirp4j.runtime.cli;

/** The word of {@code --source-address}. */
final class SourceAddressWord {
  private SourceAddressWord() {}

  /**
   * Tells whether speed is preferred to the client's address.
   *
   * @throws UsageException when it is neither of the two words
   */
  static boolean isFast(String word) throws UsageException {
    if (!word.equals("fast") && !word.equals("keep")) {
      throw new UsageException(
          "--source-address must be keep (services see the client's address) or fast (they do not,"
              + " and are reached quicker), not \""
              + word
              + "\"");
    }
    return word.equals("fast");
  }
}
