// Package scope says which part of a snapshot somebody may see, and makes that part a snapshot of its own, so that whatever is asked of
// it knows nothing of the rest.
package scope
