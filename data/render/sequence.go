package render

import "iter"

// each is what f makes of every item.
func each[A, B any](all iter.Seq[A], f func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		for a := range all {
			if !yield(f(a)) {
				return
			}
		}
	}
}

// upTo counts from 0 to n-1.
func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// only are the items for which keep holds.
func only[A any](all iter.Seq[A], keep func(A) bool) iter.Seq[A] {
	return func(yield func(A) bool) {
		for a := range all {
			if keep(a) && !yield(a) {
				return
			}
		}
	}
}

// joined are the items of several sequences, one after the other.
func joined[A any](sequences ...iter.Seq[A]) iter.Seq[A] {
	return func(yield func(A) bool) {
		for _, all := range sequences {
			for a := range all {
				if !yield(a) {
					return
				}
			}
		}
	}
}

// lazily makes a sequence whenever it is walked, and not before.
func lazily[A any](make func() iter.Seq[A]) iter.Seq[A] {
	return func(yield func(A) bool) { make()(yield) }
}
