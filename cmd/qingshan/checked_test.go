package main

import "github.com/qingshan-gis/qingshan/data/store/proof"

// verified is what `qingshan verify` answers.
type verified = proof.Checked

// layerName is the GeoPackage's layer of what the manifest counts.
func layerName(counted string) string { return proof.GeoPackageLayer(counted) }
