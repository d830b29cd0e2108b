// Package lineage gives gaps and patches ids that last from snapshot to snapshot.
//
// An id stays with the ground: features of two snapshots are matched by what ground they share ([CommonGround]), each to at most one
// ([OneToOne]). Numbers are never given twice.
package lineage
