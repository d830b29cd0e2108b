// Package telemetry is what whoever watches the server sees of it besides metrics: ids of requests, log lines, traces, profiles. What is
// turned off costs nothing. It names no person and shows no secret.
package telemetry
