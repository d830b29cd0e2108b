#!/usr/bin/env bash
# Writes symbols.h: the functions of libgdal that the objects of the binding and of package gdal call.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gdal=$(ldconfig -p | awk '/libgdal\.so\./ {print $NF; exit}')
nm -D --defined-only "$gdal" | awk '$2 == "T" {sub(/@.*/, "", $3); print $3}' | sort -u >"$work/defined"
for archive in $(go list -export -f '{{.Export}}' github.com/lukeroth/gdal github.com/qingshan-gis/qingshan/spatial/gdal); do
	mkdir "$work/objects"
	(cd "$work/objects" && ar x "$archive" && { nm -u ./*.o 2>/dev/null || true; } | awk '$1 == "U" {print $2}') >>"$work/used"  # nm knows no Go objects
	rm -r "$work/objects"
done
{
	echo "// Functions of libgdal that are called, by symbols.sh."
	sort -u "$work/used" | comm -12 - "$work/defined" | sed 's/.*/X(&)/'
} >symbols.h
