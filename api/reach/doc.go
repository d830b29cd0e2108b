// Package reach says how a client reaches the server: from which address, by which proxies, under which address of the server, from
// which other site. What a request says of itself is believed only where a trusted proxy wrote it (decision 038).
package reach
