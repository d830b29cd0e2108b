// Package notes keeps what is found out about a request on its way: who asks, from where, what he may see. Each finding in a context of its
// own would copy the request again, which costs a tile as much as finding it.
package notes

import (
	"context"
	"net/http"
)

// most is how many findings a request's notes hold; more go into contexts.
const most = 8

// page are the notes of one request. They are written by the goroutine that the request came to, before it lets others work.
type page struct {
	n       int
	entries [most]entry
}

type entry struct{ key, value any }

type pageKey struct{}

// Begin gives requests their notes.
func Begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), pageKey{}, &page{})))
	})
}

// Put notes a value under a key, which is of a type of the caller's own, in place of what was noted under it before. Where ctx belongs to
// a request with notes it is returned as it is; else what is returned holds the value, as of [context.WithValue].
func Put(ctx context.Context, key, value any) (_ context.Context, inPlace bool) {
	if p, ok := ctx.Value(pageKey{}).(*page); ok && p.put(key, value) {
		return ctx, true
	}
	return context.WithValue(ctx, key, value), false
}

// With is [Put] of a request's context.
func With(r *http.Request, key, value any) *http.Request {
	ctx, inPlace := Put(r.Context(), key, value)
	if inPlace {
		return r
	}
	return r.WithContext(ctx)
}

// Get is what was noted under a key, nil for nothing.
func Get(ctx context.Context, key any) any {
	if p, ok := ctx.Value(pageKey{}).(*page); ok {
		for _, e := range p.entries[:p.n] {
			if e.key == key {
				return e.value
			}
		}
	}
	return ctx.Value(key)
}

func (p *page) put(key, value any) bool {
	for i := range p.entries[:p.n] {
		if p.entries[i].key == key {
			p.entries[i].value = value
			return true
		}
	}
	if p.n == most {
		return false
	}
	p.entries[p.n] = entry{key, value}
	p.n++
	return true
}
