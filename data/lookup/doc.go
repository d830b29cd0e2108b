// Package lookup answers what there is at a point or in a zone, and who answers for it.
package lookup
