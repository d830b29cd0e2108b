package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"
)

// pending is a sign-in at a provider that is under way. The browser keeps it, sealed: a table of them here could be filled by anybody.
type pending struct {
	State    string `json:"s"` // comes back with the browser
	Nonce    string `json:"n"` // comes back within the token
	Verifier string `json:"v"` // proves to the provider that who asks for the token is who began (RFC 7636)
	Until    int64  `json:"u"` // in seconds of Unix time
}

// pendingLasts is how long somebody may take to sign in at the provider.
const pendingLasts = 10 * time.Minute

// errSeal means that this server, or another one that shares its accounts, has not sealed it.
var errSeal = errors.New("what the browser keeps of the sign-in was not made here")

func sealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal writes a pending sign-in so that nobody else can read or make one.
func (p pending) seal(key []byte) (string, error) {
	box, err := sealer(key)
	if err != nil {
		return "", err
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nil, nil, plain, nil)), nil
}

// unseal reads a pending sign-in; the error is [errSeal] for what is none.
func unseal(key []byte, text string) (p pending, err error) {
	box, err := sealer(key)
	if err != nil {
		return pending{}, err
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return pending{}, errSeal
	}
	plain, err := box.Open(nil, nil, sealed, nil)
	if err != nil || json.Unmarshal(plain, &p) != nil || p.State == "" || p.Nonce == "" || p.Verifier == "" {
		return pending{}, errSeal
	}
	return p, nil
}

// newPending begins a sign-in.
func newPending(now time.Time) pending {
	return pending{rand.Text(), rand.Text(), rand.Text() + rand.Text(), now.Add(pendingLasts).Unix()}
}
