// Package admin keeps users, grants, tokens and sessions over HTTP, for an administrator on the page. Every change is recorded: nobody gives
// himself a right in silence.
package admin
