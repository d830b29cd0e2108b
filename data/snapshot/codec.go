package snapshot

import (
	"cmp"
	"io"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot/columnfile"
)

// GeoPackageName is the file of a snapshot that QGIS opens.
const GeoPackageName = "snapshot.gpkg"

// ColumnsName is the file of a snapshot that loads without parsing.
const ColumnsName = "snapshot.qspack"

// WritePack writes the tables' columns. The manifest is a file of its own. Errors are those of w.
func (t *Tables) WritePack(w io.Writer) error {
	f := columnfile.Write(w)
	return cmp.Or(t.store(f), f.Close())
}

// ReadPack loads the columns of a snapshot whose manifest is known. It reads every schema version up to [SchemaVersion]. Its numbers
// and geometry stay in the file, mapped, until [Snapshot.Mapping] is unmapped. It returns a [*SchemaError] for a version that is not
// known, and an error for a file that is damaged.
func ReadPack(path string, m Manifest) (*Snapshot, error) {
	if err := m.CheckSchema(); err != nil {
		return nil, err
	}
	f, err := columnfile.Read(path, m.Schema)
	if err != nil {
		return nil, err
	}
	if m.Schema < 2 {
		m.Rules.Coverage.Score = rules.DefaultScore()
	}
	if m.Schema < 3 {
		m.Rules.Triage = rules.DefaultTriage()
	}
	t := NewTables(m)
	err = cmp.Or(t.store(f), f.Close())
	var s *Snapshot
	if err == nil {
		s, err = t.Build()
	}
	if err != nil {
		f.Mapping().Unmap()
		return nil, err
	}
	s.mapping = f.Mapping()
	return s, nil
}
