// Package rules is what a project asks for: what must be covered, what counts as change, which patches are urgent, how gaps are ranked.
// It holds the settings and says what is wrong with them; what they come to is worked out by the packages of the questions.
package rules
