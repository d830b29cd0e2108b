package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// TokenPrefix begins every token, so that whoever finds one in a file knows what it is.
const TokenPrefix = "qs_"

// secretBytes is how much of chance a token or session holds, secretLength how long it is written.
const (
	secretBytes  = 32
	secretLength = (secretBytes*8 + 5) / 6
)

// newSecret makes a secret that nobody can guess.
func newSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b) //nolint:errcheck // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is what the file keeps of a secret. A hash without salt and cost does, since a secret of 256 bits is in no list.
func hashOf(secret string) (sum [sha256.Size]byte) { return sha256.Sum256([]byte(secret)) }

// isSecret tells whether a text could be a secret, before anything is spent on it.
func isSecret(text string) bool {
	if len(text) != secretLength {
		return false
	}
	_, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil
}

// IsToken tells whether a text has the form of a token.
func IsToken(text string) bool {
	secret, ok := strings.CutPrefix(text, TokenPrefix)
	return ok && isSecret(secret)
}

// newID makes an id, which is no secret: a letter for what it names, and 50 bits of chance.
func newID(of string) string { return of + strings.ToLower(rand.Text()[:10]) }
