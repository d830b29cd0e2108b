// Package progress is how a run tells a person how far it is.
package progress
