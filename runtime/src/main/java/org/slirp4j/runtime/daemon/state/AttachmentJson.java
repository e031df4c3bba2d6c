package org.slirp4j.runtime.daemon.state;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import org.jspecify.annotations.Nullable;
import org.slirp4j.portfwd.config.AddressText;
import org.slirp4j.runtime.cli.Cidr;
import org.slirp4j.runtime.cli.Cidr6;
import org.slirp4j.runtime.cli.NetworkOptions;
import org.slirp4j.runtime.cli.UsageException;
import org.slirp4j.runtime.control.AttachRequest;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.tapdev.MacAddress;
import org.slirp4j.tapdev.NamespaceTarget;
import org.slirp4j.tcpip.IpAddress;

/**
 * How a container is attached, as JSON.
 *
 * <pre>
 * {
 *   "source": "cli",
 *   "pid": 4711, "startTicks": 123456,     // or "path": "/run/…"
 *   "userns": "/proc/…",                   // if it was named
 *   "namespace": 4026532281,               // the inode of the network namespace
 *   "interface": "tap0", "configured": true, "mac": "52:54:…",
 *   "network": {
 *     "mtu": 65520, "ipv4": "10.0.2.0/24", "ipv6": "fd00::/64",
 *     "hostLoopback": true, "dns": true, "from4": "192.0.2.1", "from6": "2001:db8::1"
 *   },
 *   "limits": {"sockets": 1000, "memoryMib": 64}      // if there are any
 * }
 * </pre>
 */
final class AttachmentJson {
  private static final int MAX_TAP_NAME = 15;
  private static final int MIN_MTU = 68;
  private static final int MAX_MTU = 65_521;

  private AttachmentJson() {}

  static JsonObject write(SavedContainer.Attachment attachment) {
    AttachRequest request = attachment.request();
    JsonObject object = new JsonObject();
    object.addProperty("source", request.source());
    if (request.target() instanceof NamespaceTarget.OfPid process) {
      object.addProperty("pid", process.pid());
      object.addProperty("startTicks", attachment.namespace().startTicks());
      add(object, "userns", process.usernsPath());
    } else if (request.target() instanceof NamespaceTarget.OfPath path) {
      object.addProperty("path", path.netnsPath());
      add(object, "userns", path.usernsPath());
    }
    object.addProperty("namespace", attachment.namespace().inode());
    object.addProperty("interface", request.tapName());
    object.addProperty("configured", request.configured());
    add(object, "mac", request.macAddress() == null ? null : request.macAddress().toString());
    object.add("network", write(request.network()));
    ContainerLimits limits = request.limits();
    if (!limits.equals(ContainerLimits.NONE)) {
      JsonObject written = new JsonObject();
      written.addProperty("sockets", limits.sockets());
      written.addProperty("memoryMib", limits.memoryMib());
      object.add("limits", written);
    }
    return object;
  }

  private static void add(JsonObject object, String name, @Nullable String value) {
    if (value != null) {
      object.addProperty(name, value);
    }
  }

  private static JsonObject write(NetworkOptions network) {
    JsonObject object = new JsonObject();
    Cidr cidr = network.cidr();
    Cidr6 cidr6 = network.cidr6();
    object.addProperty("mtu", network.mtu());
    object.addProperty(
        "ipv4", AddressText.of(IpAddress.v4(cidr.network())) + "/" + cidr.prefixBits());
    add(
        object,
        "ipv6",
        cidr6 == null ? null : AddressText.of(cidr6.network()) + "/" + Cidr6.PREFIX_BITS);
    object.addProperty("hostLoopback", network.hostLoopback());
    object.addProperty("dns", network.dns());
    add(
        object,
        "from4",
        network.outboundAddress() == 0
            ? null
            : AddressText.of(IpAddress.v4(network.outboundAddress())));
    add(
        object,
        "from6",
        network.outboundAddress6() == null ? null : AddressText.of(network.outboundAddress6()));
    return object;
  }

  static SavedContainer.Attachment read(Fields fields, String name, Settings settings) {
    String path = fields.textOrNull("path");
    String userns = fields.textOrNull("userns");
    String mac = fields.textOrNull("mac");
    Fields network = fields.objectOrNull("network");
    String tap = fields.text("interface");
    if (network == null || tap.isEmpty() || tap.length() > MAX_TAP_NAME) {
      throw new JsonParseException("no network, or no interface's name");
    }
    NamespaceTarget target =
        path == null
            ? new NamespaceTarget.OfPid(fields.smallNumber("pid"), userns)
            : new NamespaceTarget.OfPath(path, userns);
    try {
      AttachRequest request =
          new AttachRequest(
              name,
              target,
              tap,
              fields.flag("configured"),
              mac == null ? null : MacAddress.parse(mac),
              network(network),
              settings,
              fields.text("source"),
              true,
              limits(fields.objectOrNull("limits")));
      long startTicks = path == null ? fields.number("startTicks") : 0;
      return new SavedContainer.Attachment(
          request, new NamespaceId(fields.number("namespace"), startTicks));
    } catch (UsageException | IllegalArgumentException e) {
      throw new JsonParseException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ContainerLimits limits(@Nullable Fields fields) {
    return fields == null
        ? ContainerLimits.NONE
        : new ContainerLimits(fields.smallNumber("sockets"), fields.smallNumber("memoryMib"));
  }

  private static NetworkOptions network(Fields fields) throws UsageException {
    String cidr6 = fields.textOrNull("ipv6");
    IpAddress from4 = address(fields, "from4");
    int mtu = fields.smallNumber("mtu");
    if (mtu < MIN_MTU || mtu > MAX_MTU) {
      throw new JsonParseException("\"mtu\" is not in " + MIN_MTU + "-" + MAX_MTU);
    }
    return new NetworkOptions(
        mtu,
        Cidr.parse(fields.text("ipv4")),
        cidr6 == null ? null : Cidr6.parse(cidr6),
        fields.flag("hostLoopback"),
        fields.flag("dns"),
        from4 == null ? 0 : from4.v4Bits(),
        address(fields, "from6"));
  }

  private static @Nullable IpAddress address(Fields fields, String name) {
    String text = fields.textOrNull(name);
    if (text == null) {
      return null;
    }
    IpAddress address = AddressText.parse(text);
    if (address == null || address.isV4() != name.equals("from4")) {
      throw new JsonParseException("\"" + name + "\" is no address");
    }
    return address;
  }
}
