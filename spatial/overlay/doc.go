// Package overlay cuts polygon layers against each other by the exact divisions of package arrange.
package overlay
