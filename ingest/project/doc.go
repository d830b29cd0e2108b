// Package project reads the project file, qingshan.yaml, which says where things are and which rules hold.
package project
