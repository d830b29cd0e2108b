// Package api serves a store's current snapshot over HTTP.
//
// A request takes one snapshot at its start and answers from it alone; a new one is loaded beside it and swapped in by one
// atomic pointer. Errors are application/problem+json (RFC 9457).
package api
