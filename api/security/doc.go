// Package security refuses requests for a host that the server is not known as and those without its token, and sends the headers that
// keep a page to what it ships (decision 029).
package security
