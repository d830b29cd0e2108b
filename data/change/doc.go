// Package change answers what has changed between scenes and who answers for it, what was not observed, and what single scenes show.
package change
