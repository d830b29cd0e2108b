// Package delivery writes what counties deliver, small and by hand, and ingests it, for tests of all rooms of an ingest.
package delivery
