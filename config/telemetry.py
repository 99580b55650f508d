"""Error reports and traces, each only where a setting names a receiver."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accelerator.kit import masking


def start() -> None:
    """Starts Sentry where SENTRY_DSN is set and OpenTelemetry where OTEL_EXPORTER_OTLP_ENDPOINT is."""
    if settings.SENTRY_DSN:
        import sentry_sdk  # costs start-up time, so only where wanted

        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            send_default_pii=False,
            max_request_body_size="never",
            before_send=told,
            before_send_transaction=told,
            before_breadcrumb=told,
        )
    if settings.OTEL_ENDPOINT:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.django import DjangoInstrumentor
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
        DjangoInstrumentor().instrument(response_hook=traced)


def told(event: Any, _hint: Any) -> Any:
    """What a report of a fault says, without the secrets of addresses."""
    return masking.masked_within(event)


def traced(span: Any, _request: Any, _response: Any) -> None:
    """What a trace says of a request, without them either."""
    for name, value in (span.attributes or {}).items():
        if isinstance(value, str):
            span.set_attribute(name, masking.masked(value))
