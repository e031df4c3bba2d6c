package org.slirp4j.runtime.cli;

/** What a slirp4netns command line asks for: to connect a namespace, or for a text. */
public sealed interface Slirp4netnsCommand permits Slirp4netnsCommand.Text, Slirp4netnsOptions {
  /** A text that is printed instead of doing anything. */
  enum Text implements Slirp4netnsCommand {
    /** The option list. */
    HELP,
    /** The version lines. */
    VERSION
  }
}
