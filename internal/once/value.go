package once

import (
	"sync"
	"sync/atomic"
)

// Value returns a function that gives what f gives, computed when it is first asked for. Unlike [sync.OnceValue] it calls f again
// after a panic. Safe for concurrent use.
func Value[T any](f func() T) func() T {
	get := Result(func() (T, error) { return f(), nil })
	return func() T {
		v, _ := get()
		return v
	}
}

// Result is [Value] for what may fail; errors are not kept.
func Result[T any](f func() (T, error)) func() (T, error) {
	var mu sync.Mutex
	var done atomic.Pointer[T]
	return func() (T, error) {
		if v := done.Load(); v != nil {
			return *v, nil
		}
		mu.Lock()
		defer mu.Unlock()
		if v := done.Load(); v != nil {
			return *v, nil
		}
		v, err := f()
		if err == nil {
			done.Store(&v)
		}
		return v, err
	}
}
