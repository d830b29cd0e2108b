package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/render"
)

// question is an address below /api with the structs that declare its options.
type question struct {
	method, path string
	options      []any
	handler      http.HandlerFunc
}

// questions are all that can be asked. The routes and the guides' tables of options are drawn from this list.
func (s *Server) questions() []question {
	of, form := snapshotOption{}, formOptions{}
	return []question{
		{http.MethodGet, "/snapshot", []any{of, form}, ask(s, always[none](false), s.snapshot)},
		{http.MethodGet, "/coverage", []any{of, form, data.CoverageQuery{}}, ask(s, newCoverage, coverageOf)},
		{http.MethodGet, "/gaps", []any{of, form, data.GapsQuery{}}, ask(s, always[data.GapsQuery](true), gaps)},
		{http.MethodGet, "/diff", []any{diffOptions{}, form}, s.diff},
		{http.MethodPost, "/whatif", []any{of, form, data.WhatIfQuery{}}, s.whatIf},
		{http.MethodGet, "/changes", []any{of, form, data.ChangesQuery{}}, ask(s, always[data.ChangesQuery](true), changes)},
		{http.MethodGet, "/stats", []any{of, form, data.StatsQuery{}}, ask(s, always[data.StatsQuery](true), stats)},
		{http.MethodGet, "/series", []any{of, form, data.SeriesQuery{}}, ask(s, always[data.SeriesQuery](false), series)},
		{http.MethodGet, "/zones/{code}", []any{of, form, data.ProfileQuery{}}, ask(s, newProfile, profile)},
		{http.MethodGet, "/zones/{code}/certificate", []any{of, certificateForm{}, data.CertificateQuery{}}, s.certificate},
		{http.MethodGet, "/responsible", []any{of, form, data.ResponsibleQuery{}}, ask(s, always[data.ResponsibleQuery](false), responsible)},
	}
}

// none are the options of a question that has none.
type none struct{}

// always says of every question of a kind whether it is costly.
func always[Q any](costly bool) func(*served, Q) bool {
	return func(*served, Q) bool { return costly }
}

// newCoverage tells whether a coverage is asked for the first time.
func newCoverage(at *served, q data.CoverageQuery) bool { return !at.engines.Coverage.HasCoverage(q) }

func coverageOf(ctx context.Context, at *served, q data.CoverageQuery) (render.Document, error) {
	return drawn(func(c *data.Coverage) render.Document { return render.Coverage(c, at.Snapshot) })(at.engines.Coverage.Coverage(ctx, q))
}

func gaps(ctx context.Context, at *served, q data.GapsQuery) (render.Document, error) {
	return drawn(render.Gaps)(at.engines.Coverage.GapsOf(ctx, q))
}

func changes(_ context.Context, at *served, q data.ChangesQuery) (render.Document, error) {
	return drawn(render.Changes)(at.engines.Change.PatchesOf(q))
}

func stats(_ context.Context, at *served, q data.StatsQuery) (render.Document, error) {
	if q.Unobserved {
		return drawn(render.Unobserved)(at.engines.Change.UnobservedOf(q))
	}
	if q.Since != data.NoDate || q.All {
		return render.Document{}, &badRequest{fmt.Sprintf("parameter since=%q: since and all belong to unobserved=true", q.Since)}
	}
	return drawn(render.Stats)(at.engines.Change.StatsOf(q))
}

func series(_ context.Context, at *served, q data.SeriesQuery) (render.Document, error) {
	return drawn(render.Series)(at.engines.Change.SeriesOf(q))
}

// newProfile tells whether the coverage behind a profile is asked for the first time.
func newProfile(at *served, q data.ProfileQuery) bool { return newCoverage(at, q.Coverage()) }

func profile(ctx context.Context, at *served, q data.ProfileQuery) (render.Document, error) {
	return drawn(func(p *data.ZoneProfile) render.Document { return render.Document{JSON: p} })(at.engines.Lookup.Profile(ctx, q.Code, q.Coverage()))
}

func responsible(_ context.Context, at *served, q data.ResponsibleQuery) (render.Document, error) {
	return drawn(render.Responsible)(at.engines.Lookup.ResponsibleAt(q.Lon, q.Lat, q.On))
}
