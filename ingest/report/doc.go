// Package report collects what an ingest has to say about its input: rows that were refused, repaired or remarked on, and notes.
package report
