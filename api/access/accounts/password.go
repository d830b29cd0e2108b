package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Hashing is the cost of a password's hash by argon2id (RFC 9106). It stands with each hash, so that it can be raised: whoever signs in
// with a hash of another cost gets a new one.
type Hashing struct {
	KiB    uint32 // memory
	Passes uint32
	// AtOnce bounds how many hashes are made at the same time, beside one for those who are known, and with KiB what they take of memory;
	// Waiting is how many may wait for that.
	AtOnce, Waiting int
}

// The default is above the least that OWASP's cheat sheet on passwords asks for (19 MiB, 2 passes). Two of it at once, and one for those
// who are known, take 96 MiB.
const (
	defaultKiB     = 32 << 10
	defaultPasses  = 3
	defaultAtOnce  = 2
	defaultWaiting = 64
)

// The bounds of costs that are read from a file, so that a damaged one does not take all memory.
const (
	mostKiB    = 1 << 20
	mostPasses = 16
)

// The lengths of a password, in characters. The shortest one is longer than the eight of NIST SP 800-63B, which asks for no kinds of
// characters either.
const (
	ShortestPassword = 10
	longestPassword  = 256
)

const (
	saltBytes = 16
	hashBytes = 32
)

// ErrBusy means that more people sign in at once than passwords can be checked for.
var ErrBusy = errors.New("too many people sign in at the moment; try again in a few seconds")

// hasher makes hashes of passwords, not too many at once. Safe for concurrent use.
type hasher struct {
	Hashing
	slots   chan struct{}
	known   chan struct{} // for those who have signed in before, whoever else tries
	waiting atomic.Int64
	made    atomic.Int64 // counted for tests
}

func newHasher(h Hashing) *hasher {
	if h.KiB == 0 {
		h.KiB = defaultKiB
	}
	if h.Passes == 0 {
		h.Passes = defaultPasses
	}
	if h.AtOnce == 0 {
		h.AtOnce = defaultAtOnce
	}
	if h.Waiting == 0 {
		h.Waiting = defaultWaiting
	}
	return &hasher{Hashing: h, slots: make(chan struct{}, h.AtOnce), known: make(chan struct{}, 1)}
}

// CheckPassword refuses what may not become a password, with an [*InvalidError].
func CheckPassword(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return &InvalidError{"the password is no text"}
	case n < ShortestPassword:
		return &InvalidError{fmt.Sprintf("a password needs at least %d characters", ShortestPassword)}
	case n > longestPassword:
		return &InvalidError{fmt.Sprintf("a password has at most %d characters", longestPassword)}
	}
	return nil
}

// turn waits until a hash may be made; done lets the next one go on. It is [ErrBusy] if too many wait already.
func (h *hasher) turn(ctx context.Context, known bool) (done func(), err error) {
	slots := h.known
	if !known {
		slots = h.slots
		defer h.waiting.Add(-1)
		if h.waiting.Add(1) > int64(h.Waiting+h.AtOnce) {
			return nil, ErrBusy
		}
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// derive computes a hash.
func (h *hasher) derive(password string, salt []byte, kib, passes uint32) []byte {
	h.made.Add(1)
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, passes, kib, 1, hashBytes)
}

// hash makes what the file keeps of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt) //nolint:errcheck // never fails
	done, err := h.turn(ctx, true)
	if err != nil {
		return "", err
	}
	defer done()
	return encodeHash(h.KiB, h.Passes, salt, h.derive(password, salt, h.KiB, h.Passes)), nil
}

// check tells whether a password is the one of a hash, and whether the hash should be made anew. It takes the same time for a hash of
// nobody, "".
func (h *hasher) check(ctx context.Context, encoded, password string, known bool) (right, stale bool, err error) {
	if encoded == "" {
		encoded = encodeHash(h.KiB, h.Passes, make([]byte, saltBytes), make([]byte, hashBytes))
	}
	kib, passes, salt, want, err := decodeHash(encoded)
	if err != nil {
		return false, false, err
	}
	if len(password) > longestPassword*utf8.UTFMax {
		password = "" // is nobody's
	}
	done, err := h.turn(ctx, known)
	if err != nil {
		return false, false, err
	}
	defer done()
	return subtle.ConstantTimeCompare(h.derive(password, salt, kib, passes), want) == 1, kib != h.KiB || passes != h.Passes, nil
}

// encodeHash writes a hash with its cost, in the form that the reference implementation of argon2 writes.
func encodeHash(kib, passes uint32, salt, sum []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, kib, passes, b64(salt), b64(sum))
}

// errHash says nothing of what the hash is.
var errHash = errors.New("the hash of a password is damaged")

func decodeHash(encoded string) (kib, passes uint32, salt, sum []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return 0, 0, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &kib, &passes); err != nil || kib < 8 || kib > mostKiB || passes == 0 || passes > mostPasses {
		return 0, 0, nil, nil, errHash
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(salt) != saltBytes {
		return 0, 0, nil, nil, errHash
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(sum) != hashBytes {
		return 0, 0, nil, nil, errHash
	}
	return kib, passes, salt, sum, nil
}
