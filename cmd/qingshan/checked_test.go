package main

import "github.com/qingshan-gis/qingshan/data/store"

// verified is what `qingshan verify` answers.
type verified = store.Checked

// layerName is the GeoPackage's layer of what the manifest counts.
func layerName(counted string) string { return store.GeoPackageLayer(counted) }
