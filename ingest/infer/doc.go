// Package infer drafts a project file from what a folder holds.
package infer
