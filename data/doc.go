// Package data puts the engines together that answer questions to one snapshot. What it answers about lies in package snapshot, each
// kind of question in a package of its own, and the forms of an answer in package render.
package data
