// Package ingest builds snapshots from what counties deliver.
//
// The path is one way: a project file names sources; readers make records; checks repair or refuse each with a reason;
// the spatial engine cuts zones, cells and parcels against each other and compares scenes; the result is published as a
// snapshot. What is being served is never touched.
package ingest
