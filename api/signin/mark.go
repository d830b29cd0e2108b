package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// markLasts is how long a browser keeps its mark.
const markLasts = 180 * 24 * time.Hour

// mark is what a browser keeps in which somebody has signed in: an id of chance, sealed together with his login name. Wrong passwords are
// counted by it instead of by name and address, so that strangers who try his name, or share his address, do not have him wait.
func (s *Service) mark(r *http.Request, login, id string) (string, error) {
	key, err := s.cfg.Accounts.Key(r.Context(), "mark of a browser")
	if err != nil {
		return "", err
	}
	seal := hmac.New(sha256.New, key)
	seal.Write([]byte(id + "\x00" + login))
	return id + "." + base64.RawURLEncoding.EncodeToString(seal.Sum(nil)), nil
}

// marked is the id of the mark that the browser has for a login name, "" for none.
func (s *Service) marked(r *http.Request, login string) string {
	given := s.cookie(r, knownCookie)
	id, _, _ := strings.Cut(given, ".")
	if id == "" || login == "" {
		return ""
	}
	want, err := s.mark(r, login, id)
	if err != nil || !hmac.Equal([]byte(want), []byte(given)) {
		return ""
	}
	return id
}

// leaveMark marks a browser for a login name, unless it is already.
func (s *Service) leaveMark(w http.ResponseWriter, r *http.Request, login string) {
	if s.marked(r, login) != "" {
		return
	}
	if mark, err := s.mark(r, login, rand.Text()); err == nil {
		s.setCookie(w, r, knownCookie, mark, markLasts)
	}
}
