// Package ingest builds snapshots from what counties deliver.
//
// The path is one way, a stage a room, each with named inputs and outputs:
//
//	project   the project file: where things are and which rules hold
//	source    opens and reads layers and tables; inputs watches and hashes their files
//	clean     rows into one working CRS: snapped, repaired, or refused with a reason
//	(facts)   zones, cells and parcels cut against each other
//	(names)   gaps and patches by the ids that earlier snapshots gave them
//	scene     what the scenes show: changes, series, what maps are drawn from
//	(publish) a sealed folder, opened again as its readers will
//
// reuse is what the last snapshot knows of the same, report what all of them tell. infer, plangrid and edits serve the commands beside
// an ingest. What is being served is never touched.
package ingest
