// Package audit writes down who asked for what under which right, and how it ended: one JSON object a line, each with the SHA-256 of the
// line before it, in files that are only ever appended to (decision 039). It knows no HTTP; the server and the commands tell it.
package audit
