package live

// Older is how many snapshots besides the current one are kept in memory.
func (h *Holder) Older() int { return h.older.Size() }
