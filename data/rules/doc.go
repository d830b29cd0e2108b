// Package rules declares what counts as covered, as change and as urgent, as the project file states it.
//
// Rules are plain values: their Validate methods say what is wrong with them and what to write instead.
package rules
