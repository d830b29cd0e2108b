// Package signin finds out who asks: by bearer token, by the cookie of somebody who signed in with a password or at an identity provider,
// or not at all (decision 037). What he may then see and do is package access's.
package signin
