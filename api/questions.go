package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// question is an address below /api with what it asks of whoever asks, and the structs that declare its options.
type question struct {
	method, path string
	rule         access.Rule
	options      []any
	handler      http.HandlerFunc
}

// questions are all that can be asked. The routes and the guides' tables of options are drawn from this list.
func (s *Server) questions() []question {
	of, form := snapshotOption{}, formOptions{}
	return []question{
		{http.MethodGet, "/snapshot", access.Reading(access.Zones), []any{of, form}, ask(s, always[none](false), s.snapshot)},
		{http.MethodGet, "/coverage", access.Reading(access.Coverage), []any{of, form, coverage.Query{}}, ask(s, newCoverage, coverageOf)},
		{http.MethodGet, "/gaps", access.Reading(access.Coverage), []any{of, form, coverage.GapsQuery{}}, ask(s, always[coverage.GapsQuery](true), gaps)},
		{http.MethodGet, "/diff", access.Reading(access.Coverage), []any{diffOptions{}, form}, s.diff},
		{http.MethodPost, "/whatif", access.Reading(access.Scenarios), []any{of, form, scenario.WhatIfQuery{}}, s.whatIf},
		{http.MethodGet, "/changes", access.Reading(access.Change), []any{of, form, change.PatchesQuery{}}, ask(s, always[change.PatchesQuery](true), changes)},
		{http.MethodGet, "/stats", access.Reading(access.Change), []any{of, form, change.StatsQuery{}}, ask(s, always[change.StatsQuery](true), stats)},
		{http.MethodGet, "/series", access.Reading(access.Change), []any{of, form, change.SeriesQuery{}}, ask(s, always[change.SeriesQuery](false), series)},
		{http.MethodGet, "/zones/{code}", access.Reading(access.Zones), []any{of, form, lookup.ProfileQuery{}}, ask(s, newProfile, profile)},
		{http.MethodGet, "/zones/{code}/certificate", access.Reading(access.Certificates), []any{of, certificateForm{}, certificate.CertificateQuery{}}, s.certificate},
		{http.MethodGet, "/responsible", access.Reading(access.Zones), []any{of, form, lookup.ResponsibleQuery{}}, ask(s, always[lookup.ResponsibleQuery](false), responsible)},
		{http.MethodGet, "/audit", access.Reading(access.Audit), []any{auditForm{}, audit.Query{}}, s.auditList},
	}
}

// none are the options of a question that has none.
type none struct{}

// always says of every question of a kind whether it is costly.
func always[Q any](costly bool) func(*live.View, Q) bool {
	return func(*live.View, Q) bool { return costly }
}

// newCoverage tells whether a coverage is asked for the first time.
func newCoverage(at *live.View, q coverage.Query) bool {
	return !at.Engines.Coverage.Has(q)
}

func coverageOf(ctx context.Context, at *live.View, q coverage.Query) (render.Document, error) {
	return drawn(func(c *coverage.Answer) render.Document { return render.Coverage(c, at.Snapshot) })(at.Engines.Coverage.Coverage(ctx, q))
}

func gaps(ctx context.Context, at *live.View, q coverage.GapsQuery) (render.Document, error) {
	return drawn(render.Gaps)(at.Engines.Coverage.Gaps(ctx, q))
}

func changes(ctx context.Context, at *live.View, q change.PatchesQuery) (render.Document, error) {
	return drawn(render.Changes)(at.Engines.Change.Patches(ctx, q))
}

func stats(ctx context.Context, at *live.View, q change.StatsQuery) (render.Document, error) {
	if q.Unobserved {
		return drawn(render.Unobserved)(at.Engines.Change.Unobserved(ctx, q))
	}
	if q.Since != snapshot.NoDate || q.All {
		return render.Document{}, &snapshot.QueryError{Reason: fmt.Sprintf("parameter since=%q: since and all belong to unobserved=true", q.Since)}
	}
	return drawn(render.Stats)(at.Engines.Change.Stats(ctx, q))
}

func series(ctx context.Context, at *live.View, q change.SeriesQuery) (render.Document, error) {
	return drawn(render.Series)(at.Engines.Change.SceneSeries(ctx, q))
}

// newProfile tells whether the coverage behind a profile is asked for the first time.
func newProfile(at *live.View, q lookup.ProfileQuery) bool { return newCoverage(at, q.Coverage()) }

func profile(ctx context.Context, at *live.View, q lookup.ProfileQuery) (render.Document, error) {
	return drawn(func(p *lookup.ZoneProfile) render.Document { return render.Document{JSON: p} })(at.Engines.Lookup.Profile(ctx, q))
}

func responsible(ctx context.Context, at *live.View, q lookup.ResponsibleQuery) (render.Document, error) {
	return drawn(render.Responsible)(at.Engines.Lookup.Responsible(ctx, q))
}
