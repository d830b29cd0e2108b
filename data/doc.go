// Package data is the domain: who answers for which ground on which date.
//
// A [snapshot.Snapshot] is everything one ingest produced: zones, cells, parcels, the registry, the facts of the overlay, the
// changes between scenes. It is immutable; every answer (coverage, changes, who is responsible) is drawn from it alone.
// Its form on disk is a folder that package store keeps.
package data
