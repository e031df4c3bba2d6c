package org.slirp4j.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slirp4j.portfwd.report.RelayCounter;
import org.slirp4j.runtime.control.ContainerInfo;
import org.slirp4j.runtime.control.ContainerLimits;
import org.slirp4j.runtime.control.Control;
import org.slirp4j.runtime.control.ControlException;
import org.slirp4j.runtime.control.RuleInfo;
import org.slirp4j.runtime.control.RuleSpec;
import org.slirp4j.runtime.control.Settings;
import org.slirp4j.runtime.engine.Bench;
import org.slirp4j.tcpip.DropReason;

class MetricsTest {
  private final Map<String, Bench> benches = new HashMap<>();
  private final List<ContainerInfo> containers = new ArrayList<>();
  private final List<RuleInfo> rules = new ArrayList<>();
  private final LongAdder requests = new LongAdder();
  private final Metrics metrics =
      new Metrics(
          control(),
          name -> {
            Bench bench = benches.get(name);
            if (bench == null) {
              throw new ControlException(ControlException.Kind.GONE, name);
            }
            return bench.insight();
          },
          requests);

  @AfterEach
  void stop() {
    benches.values().forEach(Bench::close);
  }

  @Test
  void everyMeterOfAContainerCarriesItsName() {
    Bench web = attach("web");
    web.insight().stack().frameIn(100);
    web.insight().stack().frameOut(60);
    web.insight().stack().drop(DropReason.BAD_ARP);
    web.insight().relays().count(RelayCounter.DNS_QUERIES);
    attach("db");
    String text = metrics.scrape(Metrics.OPEN_METRICS);
    assertHas(text, "slirp4j_packets_total{container=\"web\",direction=\"from_container\"} 1.0");
    assertHas(text, "slirp4j_bytes_total{container=\"web\",direction=\"to_container\"} 60.0");
    assertHas(text, "slirp4j_drops_total{container=\"web\",reason=\"bad_arp\"} 1.0");
    assertHas(text, "slirp4j_drops_total{container=\"db\",reason=\"bad_arp\"} 0.0");
    assertHas(text, "slirp4j_relay_dns_queries_total{container=\"web\"} 1.0");
    assertHas(text, "slirp4j_flows_open{container=\"db\",protocol=\"tcp\"} 0.0");
    assertHas(text, "slirp4j_buffers_bound{container=\"db\",size=\"large\"}");
    assertHas(text, "slirp4j_loop_busy_seconds_total{container=\"web\"}");
    assertHas(text, "slirp4j_containers{state=\"attached\"} 2.0");
    assertTrue(text.endsWith("# EOF\n"), "OpenMetrics ends with # EOF");
  }

  @Test
  void durationsAreHistograms() {
    Bench web = attach("web");
    web.insight().relays().connects().record(15_000);
    web.insight().relays().connects().record(3_000_000);
    String text = metrics.scrape(Metrics.OPEN_METRICS);
    String labels = "{container=\"web\",to=\"host\"";
    assertHas(text, "slirp4j_connect_seconds_bucket" + labels + ",le=\"1.0E-5\"} 0");
    assertHas(text, "slirp4j_connect_seconds_bucket" + labels + ",le=\"2.0E-5\"} 1");
    assertHas(text, "slirp4j_connect_seconds_bucket" + labels + ",le=\"+Inf\"} 2");
    assertHas(text, "slirp4j_connect_seconds_count" + labels + "} 2");
    assertHas(text, "slirp4j_connect_seconds_sum" + labels + "} 0.003015");
  }

  @Test
  void metersVanishWithTheirContainer() {
    attach("web");
    attach("db");
    assertHas(metrics.scrape(Metrics.OPEN_METRICS), "container=\"web\"");
    detach("web");
    String text = metrics.scrape(Metrics.OPEN_METRICS);
    assertFalse(text.contains("container=\"web\""), text);
    assertHas(text, "container=\"db\"");
  }

  @Test
  void metersVanishAtOnceWhenTheContainerIsForgotten() {
    attach("web");
    rules.add(rule(7, "web", 1));
    metrics.scrape(Metrics.TEXT);
    containers.clear();
    rules.clear();
    metrics.forget("web");
    assertFalse(metrics.scrape(Metrics.TEXT).contains("container=\"web\""));
  }

  @Test
  void aContainerThatComesBackBeginsAnew() {
    attach("web").insight().stack().frameIn(100);
    metrics.scrape(Metrics.TEXT);
    detach("web");
    attach("web");
    assertHas(
        metrics.scrape(Metrics.TEXT),
        "slirp4j_packets_total{container=\"web\",direction=\"from_container\"} 0.0");
  }

  @Test
  void rulesAreShownAsTheyWereToldLastAndOnlyWhileTheyAreThere() {
    attach("web");
    rules.add(rule(7, "web", 1));
    metrics.scrape(Metrics.TEXT);
    rules.set(0, rule(7, "web", 5));
    String text = metrics.scrape(Metrics.TEXT);
    String labels = "{container=\"web\",protocol=\"tcp\",rule=\"7\",source=\"cli\"} ";
    assertHas(text, "slirp4j_forward_connections_total" + labels + "5.0");
    assertHas(text, "slirp4j_forward_open" + labels + "2.0");
    assertHas(text, "slirp4j_forward_bytes_total{container=\"web\",direction=\"to_target\"");
    rules.clear();
    assertFalse(metrics.scrape(Metrics.TEXT).contains("rule=\"7\""));
  }

  @Test
  void apiRequestsAreCounted() {
    requests.add(3);
    assertHas(metrics.scrape(Metrics.TEXT), "slirp4j_api_requests_total 3.0");
  }

  @Test
  void theFormatIsThatOfTheAcceptHeader() {
    assertEquals(Metrics.OPEN_METRICS, Metrics.contentType(""));
    assertEquals(Metrics.OPEN_METRICS, Metrics.contentType("*/*"));
    assertEquals(Metrics.TEXT, Metrics.contentType("text/plain"));
    assertEquals(Metrics.TEXT, Metrics.contentType("text/html,*/*;q=0.8"));
    assertEquals(
        Metrics.OPEN_METRICS,
        Metrics.contentType(
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3"));
  }

  @Test
  void theTextIsOpenMetricsByTheSpecificationsGrammar() {
    Bench web = attach("web");
    web.insight().stack().frameIn(100);
    web.insight().relays().connects().record(15_000);
    web.insight().relays().connects().record(TimeUnit.SECONDS.toNanos(100));
    web.insight().turns().record(1);
    attach("a\\b\"c\nd{e=\"f\"} # é,");
    rules.add(rule(7, "web", 1));
    rules.add(automatic(8, "web", 1));
    Map<String, Double> read = OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS));
    assertEquals(1.0, read.get("slirp4j_packets_total{container=web, direction=from_container}"));
    assertEquals(2.0, read.get("slirp4j_connect_seconds_count{container=web, to=host}"));
    String odd = "{container=a\\\\b\\\"c\\nd{e=\\\"f\\\"} # é,, protocol=tcp}";
    assertEquals(0.0, read.get("slirp4j_flows_open" + odd), () -> read.keySet().toString());
  }

  @Test
  void whatIsNoOpenMetricsIsFound() {
    attach("web").insight().relays().connects().record(15_000);
    String good = metrics.scrape(Metrics.OPEN_METRICS);
    OpenMetricsText.read(good);
    for (String bad :
        List.of(
            good.replace("# EOF\n", ""),
            good.replace("slirp4j_packets_total{", "slirp4j_packets{"),
            good.replace(
                "slirp4j_packets_total{container=\"web\"", "slirp4j_packets_total{a=\"\"\""),
            good.replace("direction=\"to_container\"", "direction=\"from_container\""),
            good.replace("le=\"+Inf\"", "le=\"9\""),
            good.replace("# UNIT slirp4j_connect_seconds seconds", "# UNIT slirp4j_dns_seconds s"),
            good.replace(" 0.0\n", " x\n"),
            good.replace("\n# TYPE slirp4j_sockets", "\n\n# TYPE slirp4j_sockets"))) {
      assertThrows(AssertionError.class, () -> OpenMetricsText.read(bad));
    }
  }

  @Test
  void automaticRulesShareTheirSeriesAndNothingOfThemIsLost() {
    attach("web");
    rules.add(automatic(8, "web", 5));
    rules.add(automatic(9, "web", 6));
    String series =
        "slirp4j_forward_connections_total"
            + "{container=web, protocol=tcp, rule=auto, source=auto}";
    assertEquals(11.0, OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS)).get(series));
    rules.clear();
    assertEquals(11.0, OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS)).get(series));
    rules.add(automatic(10, "web", 1));
    assertEquals(12.0, OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS)).get(series));
    rules.set(0, automatic(10, "web", 0));
    assertEquals(12.0, OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS)).get(series));
    rules.clear();
    detach("web");
    assertFalse(metrics.scrape(Metrics.OPEN_METRICS).contains("container=\"web\""));
  }

  @Test
  void thereAreNoMoreRulesWithMetersThanTheBound() {
    attach("web");
    for (int i = 0; i < Metrics.MAX_RULES + 3; i++) {
      rules.add(rule(i + 1, "web", 1));
    }
    Map<String, Double> read = OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS));
    assertEquals(3.0, read.get("slirp4j_unlisted{what=rules}"));
    assertEquals(
        Metrics.MAX_RULES,
        read.keySet().stream().filter(each -> each.startsWith("slirp4j_forward_open")).count());
    rules.subList(0, 3).clear();
    read = OpenMetricsText.read(metrics.scrape(Metrics.OPEN_METRICS));
    assertEquals(0.0, read.get("slirp4j_unlisted{what=rules}"));
  }

  private static RuleInfo automatic(long id, String container, long connections) {
    RuleInfo rule = rule(id, container, connections);
    return new RuleInfo(
        id, container, "auto", rule.rule(), true, null, false, connections, 0, 10 * connections, 0);
  }

  private static void assertHas(String text, String part) {
    assertTrue(text.contains(part), () -> part + " is not in\n" + text);
  }

  private Bench attach(String name) {
    Bench bench = new Bench();
    benches.put(name, bench);
    containers.add(
        new ContainerInfo(
            containers.size() + 1,
            name,
            ContainerInfo.State.ATTACHED,
            1,
            "net:[1]",
            List.of(),
            List.of(),
            Settings.DEFAULT,
            ContainerLimits.NONE,
            "cli",
            Instant.EPOCH,
            null));
    return bench;
  }

  private void detach(String name) {
    containers.removeIf(container -> container.name().equals(name));
    Bench bench = benches.remove(name);
    if (bench != null) {
      bench.close();
    }
  }

  private static RuleInfo rule(long id, String container, long connections) {
    return new RuleInfo(
        id,
        container,
        "cli",
        new RuleSpec(false, "tcp", "127.0.0.1:80", "80", null),
        true,
        null,
        true,
        connections,
        2,
        10,
        20);
  }

  /** A daemon that only knows what it is told to tell. */
  private Control control() {
    return (Control)
        Proxy.newProxyInstance(
            Control.class.getClassLoader(),
            new Class<?>[] {Control.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "containers" -> List.copyOf(containers);
                  case "rules" -> List.copyOf(rules);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
