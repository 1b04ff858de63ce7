package dev.howdah.pipeline.otlp;

import static dev.howdah.pipeline.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.howdah.model.log.LogAttributes;
import dev.howdah.model.log.LogBatch;
import dev.howdah.model.log.LogRecord;
import dev.howdah.model.log.Severity;
import dev.howdah.model.log.TraceContext;
import dev.howdah.model.telemetry.Telemetry;
import dev.howdah.pipeline.Points;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogsTest {
    private final OtlpRequests requests = new OtlpRequests("1.2.3");
    private final FakeSender sender = new FakeSender();

    private static LogBatch batch(int records, String text) {
        return new LogBatch(
                Points.resource("orders"),
                IntStream.range(0, records)
                        .mapToObj(i -> new LogRecord(
                                i,
                                Severity.INFO,
                                "e",
                                "",
                                LogAttributes.builder().text("t", text).build(),
                                null))
                        .toList());
    }

    @Test
    void saysEverythingAboutARecord() throws Exception {
        var attributes = LogAttributes.builder()
                .text("text", "a \uD83D b")
                .text("empty", "")
                .text("none", null)
                .whole("whole", Long.MIN_VALUE)
                .real("real", 0.5)
                .truth("truth", true)
                .texts("texts", List.of("11", "22"))
                .texts("noTexts", List.of())
                .build();
        var record = new LogRecord(
                1_700_000_000_000_000_001L,
                Severity.WARN,
                "db.server.query_sample",
                "a body",
                attributes,
                new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1));

        var expected = ExportLogsServiceRequest.newBuilder();
        JsonFormat.parser().merge("""
                {"resourceLogs": [{
                  "resource": {"attributes": [
                    {"key": "howdah.target", "value": {"stringValue": "orders"}},
                    {"key": "server.address", "value": {"stringValue": "orders.internal"}},
                    {"key": "service.instance.id", "value": {"stringValue": "id-of-orders"}},
                    {"key": "team", "value": {"stringValue": "payments"}}]},
                  "scopeLogs": [{"scope": {"name": "dev.howdah", "version": "1.2.3"}, "logRecords": [{
                    "timeUnixNano": "1700000000000000001", "observedTimeUnixNano": "1700000000000000001",
                    "severityNumber": "SEVERITY_NUMBER_WARN", "severityText": "WARN",
                    "eventName": "db.server.query_sample", "body": {"stringValue": "a body"},
                    "traceId": "S/kvNXezTaajzpKdDg5HNg==", "spanId": "APBnqgupArc=", "flags": 1,
                    "attributes": [
                      {"key": "text", "value": {"stringValue": "a \uFFFD b"}},
                      {"key": "whole", "value": {"intValue": "-9223372036854775808"}},
                      {"key": "real", "value": {"doubleValue": 0.5}},
                      {"key": "truth", "value": {"boolValue": true}},
                      {"key": "texts", "value": {"arrayValue": {"values": [
                        {"stringValue": "11"}, {"stringValue": "22"}]}}}]}]}]}]}
                """, expected);
        assertThat(requests.of(new LogBatch(Points.resource("orders", "team", "payments"), List.of(record))))
                .contains(expected.build());
        assertThat(requests.of(batch(0, ""))).isEmpty();
    }

    @Test
    void piecesAreBoundedAndHoldTheSameRecordsInTheSameOrder() {
        var batch = batch(100, "x".repeat(10_000));

        var pieces = LogPieces.of(batch);

        assertThat(pieces).hasSizeBetween(3, 6);
        assertThat(pieces.stream().flatMap(piece -> piece.records().stream()))
                .containsExactlyElementsOf(batch.records());
        assertThat(pieces)
                .allSatisfy(piece -> assertThat(requests.of(piece).orElseThrow().getSerializedSize())
                        .isLessThan(LogPieces.MOST_BYTES));
        assertThat(LogPieces.of(batch(1, "x".repeat(2_000_000)))).hasSize(1);
        assertThat(LogPieces.of(batch(3, ""))).hasSize(1);
    }

    @Test
    void logsHaveALaneAndBooksOfTheirOwn() {
        var telemetry = new Telemetry();
        sender.answer(
                new OtlpResult.Retry(null, "busy"),
                new OtlpResult.Delivered(2, "too old"),
                new OtlpResult.Refused("no"));
        var exporter = new OtlpExporter(Settings.queue(2), requests, sender, telemetry);
        var logs = exporter.logs();
        logs.accept(batch(5, "a"));
        logs.accept(batch(7, "b"));
        logs.accept(batch(11, "full"));
        logs.accept(batch(0, "nothing"));
        exporter.start();
        until("settled", () -> exporter.logBalance().queued() == 0);

        var balance = exporter.logBalance();
        assertThat(balance.accepted()).isEqualTo(23);
        assertThat(balance.sent()).isEqualTo(3);
        assertThat(balance.dropped())
                .containsEntry(DropReason.REJECTED, 2L)
                .containsEntry(DropReason.REFUSED, 7L)
                .containsEntry(DropReason.QUEUE_FULL, 11L);
        assertThat(exporter.balance().accepted()).isZero();
        assertThat(sender.logs).hasSize(3);
        exporter.close();
        logs.accept(batch(13, "late"));
        assertThat(exporter.logBalance().dropped()).containsEntry(DropReason.SHUTDOWN, 13L);
        assertThat(telemetry
                        .counter(
                                "howdah_exporter_dropped_log_records",
                                "",
                                "exporter",
                                "otlp/test",
                                "reason",
                                "queue_full")
                        .value())
                .isEqualTo(11);
    }
}
