package telemetry

// RequestHeader is the answer's header with the request's id.
const RequestHeader = "X-Request-Id"
