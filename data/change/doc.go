// Package change answers what changed between two scenes, from the patches and statistics that an ingest stored.
//
// Ground that was not seen is never unchanged ground: every answer says how much of it there is.
package change
