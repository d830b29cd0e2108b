package api

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// auditForm says how a page of the audit is written.
type auditForm struct {
	Format render.Format `help:"@audit_format" enum:"json,csv" default:"json"`
	BOM    bool          `name:"bom" help:"@bom" default:"true"`
}

// auditList answers with the entries that an auditor may see: of those whose right was for zones in his scope, all if that is everything.
// Reading files takes a while, so it enters by the gate for costly questions.
func (s *Server) auditList(w http.ResponseWriter, r *http.Request) {
	var form auditForm
	var q audit.Query
	err := readOptions(r, &form, &q)
	var f audit.Filter
	if err == nil {
		f, err = q.Filter()
	}
	if err != nil {
		fail(s.log, w, r, err)
		return
	}
	if s.cfg.Audit == nil {
		nothingHere(w, r)
		return
	}
	s.bounds.Reply(w, r, func(ctx context.Context, out *limit.Reply) error {
		if f.Within, err = s.withinScope(ctx, r); err != nil {
			return err
		}
		ctx, leave, err := s.bounds.Enter(ctx, r, true)
		if err != nil {
			return err
		}
		defer leave()
		list, more, err := audit.Read(ctx, s.cfg.Audit.Dir(), f)
		if err != nil {
			return err
		}
		out.Header.Set("Content-Type", form.Format.ContentType())
		out.Header.Set("Cache-Control", "no-store")
		doc := audit.Document(list, more)
		doc.Mark = form.BOM
		return out.WriteText(func(w io.Writer) error { return render.Write(w, form.Format, doc, nil) })
	})
}

// withinScope tells which entries lie in the scope of who asks; nil for all. Whether a zone does, the current snapshot says: one that it
// does not know lies in nobody's.
func (s *Server) withinScope(ctx context.Context, r *http.Request) (func(*audit.Entry) bool, error) {
	seen := access.ScopeOf(ctx)
	ofAll := func(p scope.Part) bool { return p.Zone == "" }
	if slices.ContainsFunc(seen.Parts(), ofAll) {
		return nil, nil
	}
	at, err := s.get(ctx, r, "")
	if err != nil {
		return nil, err
	}
	return func(e *audit.Entry) bool {
		return e.Inside(func(zone string) bool {
			i, known := at.Zones.Find(zone)
			for ; known && i >= 0; i = at.Zones.Parent[i] {
				if slices.ContainsFunc(seen.Parts(), func(p scope.Part) bool { return p.Zone == at.Zones.Code[i] }) {
					return true
				}
			}
			return false
		})
	}, nil
}
