package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/certificate/recount"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// refutedError is a certificate that is not true.
type refutedError struct {
	file string
	certificate.CertificateCheck
}

func (e *refutedError) Error() string {
	more := ""
	if n := len(e.Deviations) - 1; n > 0 {
		more = fmt.Sprintf(" (and %d more)", n)
	}
	return fmt.Sprintf("%s is refuted 不实: %s%s", e.file, e.Deviations[0], more)
}

// certificate confirms a certificate, or names what is wrong with it.
func (c *verifyCmd) certificate(ctx context.Context, term terminal, dir *store.Dir) error {
	b, err := os.ReadFile(c.Certificate)
	if err != nil {
		return err
	}
	f, err := certificate.ParseCertificate(b)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Certificate, err)
	}
	if id := c.Snapshot + c.ID; id != "" && id != string(f.Statement.Snapshot) {
		return fmt.Errorf("%s: %w", c.Certificate, &certificate.FormatError{Reason: fmt.Sprintf("the certificate is about snapshot %s, not %s", f.Statement.Snapshot, id)})
	}
	s, err := snapshotOf(ctx, dir, &f.Statement)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Certificate, err)
	}
	check, err := data.NewEngines(s, native.All()).Certificate.Check(ctx, f, tool(), recount.ByOverlay)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Certificate, err)
	}
	out := bufio.NewWriter(term.out)
	if err := errors.Join(render.Write(out, c.Format, render.Check(check), nil), out.Flush()); err != nil {
		return err
	}
	if !check.Confirmed {
		return &refutedError{c.Certificate, *check}
	}
	return nil
}

// snapshotOf loads the snapshot that a certificate names, or says why this store cannot tell.
func snapshotOf(ctx context.Context, dir *store.Dir, st *certificate.Statement) (*snapshot.Snapshot, error) {
	s, err := dir.Get(ctx, st.Snapshot)
	if errors.Is(err, store.ErrDamaged) {
		return nil, fmt.Errorf("the snapshot that it names can confirm nothing: %w", err)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return s, err
	}
	entries, err := dir.List(ctx)
	if err != nil {
		return nil, err
	}
	var projects []string
	for _, e := range entries {
		if e.Err == nil && !slices.Contains(projects, e.Manifest.Name) {
			projects = append(projects, e.Manifest.Name)
		}
	}
	switch {
	case len(projects) == 0:
		return nil, &certificate.FormatError{Reason: fmt.Sprintf("the store %s holds no snapshot at all; verify against the store that issued the certificate (--project)", dir.Path())}
	case !slices.Contains(projects, st.Project):
		return nil, &certificate.FormatError{Reason: fmt.Sprintf("the certificate is about the project %q, the store %s holds %s; verify against the store that issued it (--project)",
			st.Project, dir.Path(), strings.Join(projects, ", "))}
	}
	return nil, &certificate.FormatError{Reason: fmt.Sprintf("the store %s has no snapshot %s: it was deleted since, or the certificate's snapshot id was changed", dir.Path(), st.Snapshot)}
}
