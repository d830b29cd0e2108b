// Package limit keeps what one client asks for from taking what all need: time, slots to work in, connections, memory and disk. [Bounds]
// is the whole of it; its parts are a [Gate] for slots and spools for answers on their way (decision 026).
package limit
