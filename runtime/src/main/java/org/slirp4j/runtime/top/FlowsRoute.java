package org.slirp4j.runtime.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.http.Handler;
import org.slirp4j.runtime.http.Reply;
import org.slirp4j.runtime.http.Request;
import org.slirp4j.tcpip.FlowInfo;
import org.slirp4j.tcpip.IpAddress;

/**
 * {@code GET /api/v1/containers/{name}/flows}: what the container has open. Of more than {@code
 * ?limit=}, those are told that have carried most.
 *
 * <pre>
 *   {"nanos": 123, "total": 1, "flows": [{"id": 17, "protocol": "tcp", "state": "ESTABLISHED",
 *    "guest": "10.0.2.100:43512", "peer": "93.184.216.34:443", "ageNanos": 5000000, …}]}
 * </pre>
 */
public final class FlowsRoute implements Handler {
  private static final int USUAL_LIMIT = 1_000;

  /** Some megabytes of text. */
  private static final int MAX_LIMIT = 10_000;

  private final Control control;

  /** Makes the route of a daemon. */
  public FlowsRoute(Control control) {
    this.control = control;
  }

  /** One list at a time: a container's may be long, and the daemon's heap is everybody's. */
  @Override
  public synchronized Reply handle(Request request) throws ControlException {
    int limit = limit(request);
    List<FlowInfo> flows;
    try {
      flows = control.engine(request.parameter("name")).insight().flows();
    } catch (IllegalStateException e) {
      throw new ControlException(
          ControlException.Kind.GONE, request.parameter("name") + "'s traffic has ended");
    }
    JsonArray told = new JsonArray();
    flows.stream()
        .sorted((a, b) -> Long.compare(carried(b), carried(a)))
        .limit(limit)
        .forEach(flow -> told.add(of(flow)));
    JsonObject all = new JsonObject();
    all.addProperty("nanos", System.nanoTime());
    all.addProperty("total", flows.size());
    all.add("flows", told);
    return Reply.json(200, all);
  }

  private static String endpoint(IpAddress address, int port) {
    String text = AddressText.of(address);
    return (address.isV4() ? text : "[" + text + "]") + ":" + port;
  }

  private static int limit(Request request) throws ControlException {
    String text = request.query().get("limit");
    try {
      int limit = text == null ? USUAL_LIMIT : Integer.parseInt(text);
      if (limit >= 0 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new ControlException(
        ControlException.Kind.INVALID, "?limit is 0 to " + MAX_LIMIT + ", not \"" + text + "\"");
  }

  private static long carried(FlowInfo flow) {
    return flow.bytesFromGuest() + flow.bytesToGuest();
  }

  private static JsonObject of(FlowInfo flow) {
    JsonObject json = new JsonObject();
    json.addProperty("id", flow.id());
    json.addProperty("protocol", flow.protocol().name().toLowerCase(Locale.ROOT));
    json.addProperty("state", flow.state());
    json.addProperty("guest", endpoint(flow.guestAddress(), flow.guestPort()));
    boolean echo = flow.protocol() == FlowInfo.Protocol.ECHO;
    IpAddress peer = flow.peerAddress();
    json.addProperty("peer", echo ? AddressText.of(peer) : endpoint(peer, flow.peerPort()));
    json.addProperty("ageNanos", flow.ageNanos());
    json.addProperty("bytesFromContainer", flow.bytesFromGuest());
    json.addProperty("bytesToContainer", flow.bytesToGuest());
    if (flow.protocol() == FlowInfo.Protocol.TCP) {
      json.addProperty("retransmits", flow.retransmits());
      json.addProperty("rttNanos", flow.rttNanos());
      json.addProperty("congestionWindowBytes", flow.congestionWindowBytes());
    }
    return json;
  }
}
