"""Error reports and traces, each only where a setting names a receiver."""

from __future__ import annotations

from django.conf import settings


def start() -> None:
    """Starts Sentry where SENTRY_DSN is set and OpenTelemetry where OTEL_EXPORTER_OTLP_ENDPOINT is."""
    if settings.SENTRY_DSN:
        import sentry_sdk  # costs start-up time, so only where wanted

        sentry_sdk.init(dsn=settings.SENTRY_DSN, send_default_pii=False, max_request_body_size="never")
    if settings.OTEL_ENDPOINT:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.django import DjangoInstrumentor
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
        DjangoInstrumentor().instrument()
