// Package attributes holds the columns that each layer's tiles carry, drawn from a snapshot.
//
// A [Layer] is declared in one file: its name, its fields, and how its [Table] is made of a snapshot. Tables are made when they are
// first asked for. Feature ids depend on a feature's key alone, so that they last from level to level and from snapshot to snapshot.
package attributes
