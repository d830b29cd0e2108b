package once

// Forget drops the kept values for which gone returns true. It does not wait for values that are being computed.
func (c *Cache[K, V]) Forget(gone func(key K, v V) bool) {
	c.drop(c.forget(gone))
}

func (c *Cache[K, V]) forget(gone func(key K, v V) bool) (dropped []*entry[K, V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, e := range c.kept {
		if kept := e.Value.(*entry[K, V]); gone(key, kept.value) {
			c.order.Remove(e)
			delete(c.kept, key)
			c.size -= kept.cost
			dropped = append(dropped, kept)
		}
	}
	return dropped
}
