// Package accounts keeps users, their grants, tokens and sessions in one SQLite file, which a server and the command line may have open
// at the same time. Of passwords, tokens and sessions it keeps hashes only. It knows no HTTP (decision 037).
package accounts
