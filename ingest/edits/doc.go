// Package edits reads edited cells for what-if questions, and writes proposed ones as a layer.
package edits
