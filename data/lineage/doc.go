// Package lineage gives gaps and patches ids that last from night to night, by the ground that they have in common with those of the
// snapshot before.
package lineage
