package serve

// Bytes is what the kept tiles take.
func (c *Cache) Bytes() int { return c.tiles.Size() }
