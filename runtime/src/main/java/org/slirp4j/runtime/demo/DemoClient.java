package org.slirp4j.runtime.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Ipv4;

/** The demo's side in the container: an ordinary client that prints a row for each trial. */
public final class DemoClient {
  /** The verb that starts it. */
  public static final String VERB = "demo-client";

  private static final int PINGS = 5;
  private static final int PING_SECONDS = 2;
  private static final int DNS_PORT = 53;
  private static final int DNS_TRIES = 3;
  private static final int DNS_MILLIS = 2_000;
  private static final int HTTP_MILLIS = 10_000;

  private final DemoPlan plan;
  private final String gateway = Ipv4.text(Cidr.DEFAULT.gateway());
  private final String dns = Ipv4.text(Cidr.DEFAULT.dns());
  private boolean failed;

  private DemoClient(DemoPlan plan) {
    this.plan = plan;
  }

  /** Tries everything in the plan that the words tell; returns 0 if all of it worked, else 1. */
  public static int run(String[] words, int first) {
    DemoPlan plan;
    try {
      plan = DemoPlan.parse(words, first);
    } catch (IllegalArgumentException e) {
      System.err.println("slirp4j: " + e.getMessage());
      return 1;
    }
    DemoClient client = new DemoClient(plan);
    client.row("ping", client::ping);
    client.row("dns", client::resolve);
    if (plan.httpPort() != DemoPlan.NO_HTTP) {
      client.row("http get", client::get);
      client.row("http put", client::put);
    }
    client.row("upload", client::upload);
    client.row("download", client::download);
    return client.failed ? 1 : 0;
  }

  /** Something to try. */
  private interface Trial {
    /** Returns what was achieved. */
    String run() throws IOException;
  }

  private void row(String name, Trial trial) {
    String state = "ok";
    String text;
    try {
      text = trial.run();
    } catch (IOException | RuntimeException e) {
      failed = true;
      state = "FAILED";
      text = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    System.out.println(DemoTable.row(state, name, text));
  }

  private String ping() throws IOException {
    int answered = 0;
    long best = Long.MAX_VALUE;
    try (Ping ping = new Ping(Cidr.DEFAULT.gateway(), PING_SECONDS)) {
      for (int i = 0; i < PINGS; i++) {
        long nanos = ping.ask(i);
        if (nanos >= 0) {
          answered++;
          best = Math.min(best, nanos);
        }
      }
    }
    String text = answered + " of " + PINGS + " echo requests to " + gateway + " answered";
    if (answered < PINGS) {
      throw new IOException(text);
    }
    return text + format(", best %.3f ms", best / 1e6);
  }

  private String resolve() throws IOException {
    InetAddress server = InetAddress.getByName(dns);
    String address = DnsClient.resolve(server, DNS_PORT, plan.dnsName(), DNS_TRIES, DNS_MILLIS);
    String asked = plan.dnsName() + " asked of " + dns + ", answered by " + plan.dnsServer();
    if (address == null) {
      throw new IOException("no address for " + asked);
    }
    if (!plan.dnsAddress().equals("-") && !plan.dnsAddress().equals(address)) {
      throw new IOException(address + " and not " + plan.dnsAddress() + " for " + asked);
    }
    return asked + ": " + address;
  }

  private String get() throws IOException {
    HttpURLConnection connection = connect();
    long began = System.nanoTime();
    Blob got;
    try (InputStream in = connection.getInputStream()) {
      got = Blob.read(in);
    }
    String text = mebibytes() + " from " + connection.getURL() + since(began);
    compare(Blob.generated(plan.blobBytes()), got.hash());
    return text + ", SHA-256 equal";
  }

  private String put() throws IOException {
    HttpURLConnection connection = connect();
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(plan.blobBytes());
    long began = System.nanoTime();
    Blob sent;
    try (OutputStream out = connection.getOutputStream()) {
      sent = Blob.write(out, plan.blobBytes());
    }
    byte[] answer = connection.getInputStream().readAllBytes();
    String text = mebibytes() + " to " + connection.getURL() + since(began);
    compare(sent, new String(answer, StandardCharsets.US_ASCII));
    return text + ", SHA-256 equal";
  }

  private static String since(long began) {
    return format(" in %.2f s", (System.nanoTime() - began) / 1e9);
  }

  private HttpURLConnection connect() throws IOException {
    URI uri = URI.create("http://" + gateway + ":" + plan.httpPort() + "/blob?" + plan.blobBytes());
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(HTTP_MILLIS);
    connection.setReadTimeout(HTTP_MILLIS);
    return connection;
  }

  private static void compare(Blob expected, String hash) throws IOException {
    if (!expected.hash().equals(hash)) {
      throw new IOException("the hash is " + hash + " and not " + expected.hash());
    }
  }

  private String mebibytes() {
    return (plan.blobBytes() >> 20) + " MiB";
  }

  private String upload() throws IOException {
    try (SocketChannel stream = stream(DemoServer.SINK)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(DemoServer.CHUNK_BYTES);
      long began = System.nanoTime();
      long sent = 0;
      while (System.nanoTime() - began < plan.streamMillis() * 1_000_000L) {
        sent += stream.write(buffer.clear());
      }
      stream.shutdownOutput();
      buffer.clear().limit(Long.BYTES);
      while (buffer.hasRemaining() && stream.read(buffer) >= 0) {
        // the count comes when everything has arrived
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      long counted = buffer.flip().remaining() == Long.BYTES ? buffer.getLong() : -1;
      if (counted != sent) {
        throw new IOException(sent + " bytes sent, " + counted + " arrived");
      }
      return rate(sent, seconds) + ", every byte counted on the host";
    }
  }

  private String download() throws IOException {
    try (SocketChannel stream = stream(DemoServer.SOURCE)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(DemoServer.CHUNK_BYTES);
      long began = System.nanoTime();
      long bytes = 0;
      while (System.nanoTime() - began < plan.streamMillis() * 1_000_000L) {
        int count = stream.read(buffer.clear());
        if (count < 0) {
          throw new IOException("the stream ended after " + bytes + " bytes");
        }
        bytes += count;
      }
      return rate(bytes, (System.nanoTime() - began) / 1e9);
    }
  }

  private SocketChannel stream(byte kind) throws IOException {
    SocketChannel stream =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getByName(gateway), plan.streamPort()));
    stream.write(ByteBuffer.wrap(new byte[] {kind}));
    return stream;
  }

  private static String rate(long bytes, double seconds) {
    return format("%.2f Gbit/s", bytes * 8 / seconds / 1e9)
        + format(" over one connection for %.1f s", seconds);
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
