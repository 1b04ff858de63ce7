package dev.howdah.pipeline.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.howdah.model.Metric;
import dev.howdah.model.MetricType;
import dev.howdah.model.NumberKind;
import dev.howdah.model.PointBatch;
import dev.howdah.model.Resource;
import dev.howdah.model.Scrape;
import dev.howdah.pipeline.Points;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpRequestsTest {
    private static final long TIME = 1_700_000_000_000_000_001L;
    private final OtlpRequests requests = new OtlpRequests("1.2.3");
    private final Points points = new Points(TIME);
    private final Resource orders = Points.resource("orders", "team", "payments");

    @Test
    void saysEverythingAboutAScrape() throws Exception {
        var size = new Metric("size", "Size.", "By", MetricType.UP_DOWN_COUNTER, NumberKind.INTEGER);
        var scrape = points.source("s", orders)
                .add(Points.real("lag", "s"), 0.5, "k", "v1")
                .addSince(Points.counter("commits", "{commit}"), Long.MAX_VALUE, 77)
                .add(Points.real("lag", "s"), -1.5, "k", "v2")
                .addSince(size, -3, 0)
                .scrape();

        var expected = ExportMetricsServiceRequest.newBuilder();
        JsonFormat.parser().merge("""
                {"resourceMetrics": [{
                  "resource": {"attributes": [
                    {"key": "howdah.target", "value": {"stringValue": "orders"}},
                    {"key": "server.address", "value": {"stringValue": "orders.internal"}},
                    {"key": "service.instance.id", "value": {"stringValue": "id-of-orders"}},
                    {"key": "team", "value": {"stringValue": "payments"}}]},
                  "scopeMetrics": [{"scope": {"name": "dev.howdah", "version": "1.2.3"}, "metrics": [
                    {"name": "lag", "description": "Help of lag.", "unit": "s", "gauge": {"dataPoints": [
                      {"timeUnixNano": "1700000000000000001", "asDouble": 0.5,
                       "attributes": [{"key": "k", "value": {"stringValue": "v1"}}]},
                      {"timeUnixNano": "1700000000000000001", "asDouble": -1.5,
                       "attributes": [{"key": "k", "value": {"stringValue": "v2"}}]}]}},
                    {"name": "commits", "description": "Help of commits.", "unit": "{commit}", "sum": {
                      "isMonotonic": true, "aggregationTemporality": 2, "dataPoints": [
                      {"startTimeUnixNano": "77", "timeUnixNano": "1700000000000000001",
                       "asInt": "9223372036854775807"}]}},
                    {"name": "size", "description": "Size.", "unit": "By", "sum": {
                      "aggregationTemporality": 2, "dataPoints": [
                      {"timeUnixNano": "1700000000000000001", "asInt": "-3"}]}}]}]}]}
                """, expected);
        assertThat(requests.of(scrape)).contains(expected.build());
    }

    @Test
    void anEmptyScrapeIsNoRequest() {
        assertThat(requests.of(Scrape.gone(orders, TIME))).isEmpty();
        assertThat(requests.of(points.scrape("orders", 0))).isEmpty();
    }

    @Test
    void replacesLoneSurrogates() throws Exception {
        var scrape = points.source("s", orders)
                .add(Points.gauge("m", ""), 1, "k", "🐘 \uD83D \uDC18 é")
                .scrape();

        var request = ExportMetricsServiceRequest.parseFrom(
                requests.of(scrape).orElseThrow().toByteArray());

        assertThat(request.getResourceMetrics(0)
                        .getScopeMetrics(0)
                        .getMetrics(0)
                        .getGauge()
                        .getDataPoints(0)
                        .getAttributes(0)
                        .getValue()
                        .getStringValue())
                .isEqualTo("🐘 \uFFFD \uFFFD é");
    }

    @Test
    void printsOtlpJson() {
        var scrape = points.source("s", orders)
                .addSince(Points.counter("commits", "{commit}"), 0, 77)
                .scrape();

        assertThat(OtlpJson.print(requests.of(scrape).orElseThrow()))
                .contains("\"timeUnixNano\": \"1700000000000000001\"")
                .contains("\"startTimeUnixNano\": \"77\"")
                .contains("\"asInt\": \"0\"")
                .contains("\"aggregationTemporality\": 2")
                .contains("\"isMonotonic\": true");
    }

    @Test
    void piecesHoldTheSamePointsInTheSameOrder() {
        var scrape = new Scrape(
                orders,
                TIME,
                true,
                List.of(batch("a", 0, 5), batch("empty", 0, 0), batch("b", 5, 6), batch("c", 11, 1)));

        var pieces = ScrapePieces.of(scrape, 4);

        assertThat(pieces).extracting(Scrape::points).containsExactly(4, 4, 4);
        var values = new ArrayList<Long>();
        for (var piece : pieces) {
            for (var batch : piece.batches()) {
                for (int i = 0; i < batch.size(); i++) {
                    values.add(batch.bits(i));
                }
            }
        }
        assertThat(values).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(ScrapePieces.of(scrape, 12)).containsExactly(scrape);
    }

    private PointBatch batch(String source, long first, int size) {
        var batch = points.source(source, orders);
        for (long value = first; value < first + size; value++) {
            batch.add(Points.gauge("m." + source, ""), value, "i", Long.toString(value));
        }
        return batch.batch();
    }
}
