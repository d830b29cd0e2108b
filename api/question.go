package api

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// snapshotOption names the snapshot that answers.
type snapshotOption struct {
	Snapshot snapshot.ID `help:"@snapshot" placeholder:"ID"`
}

// formOptions say how an answer is written.
type formOptions struct {
	Format render.Format `help:"@format" enum:"json,csv,geojson,xlsx,gpkg" default:"json"`
	BOM    bool          `name:"bom" help:"@bom" default:"true"`
}

// costly tells whether writing an answer so takes long: with its shapes, or as a file.
func (f formOptions) costly() bool { return f.Format.IsFile() || f.Format == render.GeoJSON }

// readOptions reads the options of a request into the structs that declare them.
func readOptions(r *http.Request, into ...any) error {
	return query.Read(r.URL.Query(), func(name string) string { return pathText(r, name) }, into...)
}

// steps are how an answer is made, from the request being read on.
type steps struct {
	export   bool                                           // whether the answer is a file, for which there is a right of its own
	snapshot snapshot.ID                                    // that is asked, "" for the current one
	load     func(ctx context.Context, at *live.View) error // loads what else is asked, before there is a slot; may be nil
	costly   func(at *live.View) bool                       // whether the answer takes seconds rather than milliseconds
	fill     func(ctx context.Context, at *live.View, out *limit.Reply) error
}

// costly is what most answers to one question are.
func costly(*live.View) bool { return true }

// answer takes the steps: the snapshot, a slot, the answer.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, a steps) {
	if a.export {
		if r = s.under(access.Reading(access.Exports), w, r); r == nil {
			return
		}
	}
	written := func() {}
	defer func() { written() }()
	s.bounds.Reply(w, r, func(ctx context.Context, out *limit.Reply) error {
		at, err := s.get(ctx, r, a.snapshot)
		if err != nil {
			return err
		}
		if a.load != nil {
			if err := a.load(ctx, at); err != nil {
				return err
			}
		}
		ctx, leave, err := s.bounds.Enter(ctx, r, a.costly(at))
		if err != nil {
			return err
		}
		defer leave()
		out.Header.Set("X-Qingshan-Snapshot", string(at.Manifest.ID))
		work, made := telemetry.Step(ctx, "make answer")
		err = a.fill(work, at, out)
		made()
		_, written = telemetry.Step(ctx, "write answer")
		return err
	})
}

// ask handles a question to one snapshot whose options are declared by Q.
func ask[Q any](s *Server, costly func(at *live.View, q Q) bool, find func(ctx context.Context, at *live.View, q Q) (render.Document, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var of snapshotOption
		var form formOptions
		var q Q
		if err := readOptions(r, &of, &form, &q); err != nil {
			fail(s.log, w, r, err)
			return
		}
		s.answer(w, r, steps{
			export:   form.Format.IsFile(),
			snapshot: of.Snapshot,
			costly:   func(at *live.View) bool { return form.costly() || costly(at, q) },
			fill: func(ctx context.Context, at *live.View, out *limit.Reply) error {
				doc, err := find(ctx, at, q)
				if err != nil {
					return err
				}
				return s.document(ctx, out, r, form, at, of.Snapshot != "", doc)
			},
		})
	}
}

// drawn makes the document of an answer that was found.
func drawn[A any](draw func(A) render.Document) func(A, error) (render.Document, error) {
	return func(found A, err error) (render.Document, error) {
		if err != nil {
			return render.Document{}, err
		}
		return draw(found), nil
	}
}

// document fills an answer drawn from a snapshot; named tells that the request named what it asked.
func (s *Server) document(ctx context.Context, out *limit.Reply, r *http.Request, form formOptions, at *live.View, named bool, doc render.Document) error {
	format := form.Format
	if (format == render.GeoJSON || format == render.GPKG) && doc.Features == nil {
		return &snapshot.QueryError{Reason: "this answer has no geometry; ask for json or csv"}
	}
	if (format == render.CSV || format == render.XLSX) && doc.Rows == nil {
		return &snapshot.QueryError{Reason: "this answer is no table; ask for json"}
	}
	doc.Mark = form.BOM
	out.Header.Set("Content-Type", format.ContentType())
	out.Header.Set("Cache-Control", s.cacheControl(ctx, named))
	if r.Method == http.MethodPost { // the answer is to the body, which caches do not know
		out.Header.Set("Cache-Control", "no-store")
	}
	if format.IsFile() {
		out.Header.Set("Content-Disposition", render.Disposition(doc.FileName(at.Manifest.ID, format)))
		return s.file(ctx, out, format, doc, at)
	}
	return out.WriteText(func(w io.Writer) error { return render.Write(w, format, doc, at.Snapshot) })
}

// file fills an answer with a file, whose writer needs a place with a name.
func (s *Server) file(ctx context.Context, out *limit.Reply, format render.Format, doc render.Document, at *live.View) error {
	dir, err := s.bounds.TempDir()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "answer."+string(format))
	if err := render.WriteFile(ctx, path, format, doc, at.Snapshot, s.cfg.Vector); err != nil {
		return err
	}
	return out.Adopt(path)
}

// cacheControl: what a named snapshot says never changes, and may be kept by everybody; the current one must be asked again. What is
// answered to somebody who said who he is stays with him, and must be asked again: it changes with his rights.
func (s *Server) cacheControl(ctx context.Context, named bool) string {
	switch kind := access.Asking(ctx).Kind; {
	case kind == access.User, kind == access.Token, kind == access.Local && s.signin.Guarded():
		return "private, no-cache"
	case named:
		return "public, max-age=31536000, immutable"
	}
	return "public, no-cache"
}
