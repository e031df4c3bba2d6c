package org.slirp4j.runtime.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.engine.Insight;
import org.slirp4j.runtime.http.Handler;
import org.slirp4j.runtime.http.Reply;
import org.slirp4j.runtime.http.Request;
import org.slirp4j.tcpip.Counters;
import org.slirp4j.tcpip.DropReason;
import org.slirp4j.tcpip.FlowInfo;

/**
 * {@code GET /api/v1/stats}: the main counters of every container that is attached, or of the one
 * that the path names.
 *
 * <pre>
 *   {"nanos": 123, "containers": [{"name": "web", "id": 4, "packetsFromContainer": 1, …}]}
 * </pre>
 */
public final class StatsRoute implements Handler {
  private final Control control;

  /** Makes the route of a daemon. */
  public StatsRoute(Control control) {
    this.control = control;
  }

  @Override
  public Reply handle(Request request) throws ControlException {
    String one = request.parameters().get("name");
    if (one != null) {
      return Reply.json(200, of(control.container(one)));
    }
    JsonArray containers = new JsonArray();
    for (ContainerInfo container : control.containers()) {
      if (container.state() == ContainerInfo.State.ATTACHED) {
        try {
          containers.add(of(container));
        } catch (ControlException e) {
          // It has gone meanwhile.
        }
      }
    }
    JsonObject all = new JsonObject();
    all.addProperty("nanos", System.nanoTime());
    all.add("containers", containers);
    return Reply.json(200, all);
  }

  private JsonObject of(ContainerInfo container) throws ControlException {
    Insight insight = control.engine(container.name()).insight();
    Counters stack = insight.stack();
    JsonObject json = new JsonObject();
    json.addProperty("name", container.name());
    json.addProperty("id", container.id());
    json.addProperty("nanos", System.nanoTime());
    json.addProperty("packetsFromContainer", stack.framesIn());
    json.addProperty("packetsToContainer", stack.framesOut());
    json.addProperty("bytesFromContainer", stack.bytesIn());
    json.addProperty("bytesToContainer", stack.bytesOut());
    json.addProperty("tcpFlows", insight.openFlows(FlowInfo.Protocol.TCP));
    json.addProperty("udpFlows", insight.openFlows(FlowInfo.Protocol.UDP));
    json.addProperty("echoFlows", insight.openFlows(FlowInfo.Protocol.ECHO));
    json.addProperty("drops", drops(stack));
    json.addProperty("retransmits", stack.retransmits());
    json.addProperty("busyNanos", insight.turns().sumNanos());
    json.addProperty("longestTurnNanos", insight.longestTurnNanos());
    return json;
  }

  private static long drops(Counters stack) {
    long drops = 0;
    for (DropReason reason : DropReason.values()) {
      drops += stack.drops(reason);
    }
    return drops;
  }
}
