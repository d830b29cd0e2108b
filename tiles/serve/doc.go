// Package serve answers requests for vector tiles (MVT 2.1) of a snapshot.
//
// [Load] maps the pyramids that ingest built. [Set.AppendReady] joins layers that lie ready in them to one gzip member; [Set.Tile] also
// makes tiles with further attributes, of one zone, or finer than the pyramid (overzoom) from the same bytes. A [Cache] keeps made tiles.
package serve
