package main

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/render"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/ingest/edits"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

type whatifCmd struct {
	queryFlags
	Cells   string   `help:"A layer of cells as they would be: ids that the snapshot has are changed, others added." placeholder:"FILE"`
	Remove  []string `help:"Cells to take away." placeholder:"ID"`
	Replace bool     `help:"The file holds all cells: those not in it are taken away."`
	Out     string   `help:"Write the proposal as a GeoPackage that can be ingested (with --assign)." placeholder:"FILE.gpkg"`

	Layer    *string `help:"The file's layer. This and what follows is as in the project's first cells source unless given." group:"file" placeholder:"NAME"`
	ID       *string `name:"id" help:"The field that identifies a cell." group:"file" placeholder:"FIELD"`
	Ranger   *string `help:"The field with the ranger." group:"file" placeholder:"FIELD"`
	From     *string `help:"The field with the first day." group:"file" placeholder:"FIELD"`
	To       *string `help:"The field with the last day." group:"file" placeholder:"FIELD"`
	Encoding *string `help:"The encoding of the file's table." group:"file" placeholder:"NAME"`
	CRS      *string `name:"crs" help:"The file's CRS." group:"file" placeholder:"EPSG:N"`
	Datum    *string `help:"gcj02 or bd09 where the file's coordinates are shifted." group:"file" placeholder:"NAME"`

	scenario.WhatIfQuery
}

func (c *whatifCmd) Run(ctx context.Context, term terminal) error {
	if err := c.check(); err != nil {
		return err
	}
	p, _, err := c.open()
	if err != nil {
		return err
	}
	s, err := c.load(ctx, term)
	if err != nil {
		return err
	}
	changed, report, err := edits.Read(ctx, p, s.Snapshot, edits.Options{Path: c.Cells, Layer: c.Layer, CRS: c.CRS, Encoding: c.Encoding, Datum: c.Datum,
		ID: c.ID, Ranger: c.Ranger, ValidFrom: c.From, ValidTo: c.To, Remove: c.Remove, Replace: c.Replace})
	tellEdits(term, report)
	if err != nil {
		return err
	}
	if !c.Assign {
		w, err := s.Scenario.WhatIf(ctx, changed, c.Query, scenario.EditLimits{})
		if err != nil {
			return err
		}
		return c.print(ctx, term, render.WhatIf(w, s.Snapshot), s.Snapshot)
	}
	proposal, err := s.Scenario.Propose(ctx, changed, c.Query, scenario.EditLimits{})
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := edits.WriteProposal(ctx, p, s.Snapshot, proposal, c.Out); err != nil {
			return err
		}
		defer fmt.Fprintf(term.errs, "%s: all cells as proposed; to take it over, name it under `cells:` in %s and ingest\n", c.Out, c.Project)
	}
	return c.print(ctx, term, render.Proposal(proposal), s.Snapshot)
}

func (c *whatifCmd) check() error {
	switch {
	case c.Cells == "" && len(c.Remove) == 0 && !c.Assign:
		return &project.ConfigError{Reason: "say what is to be different: --cells FILE, --remove ID or --assign"}
	case c.Replace && c.Cells == "":
		return &project.ConfigError{Reason: "--replace needs the file with all cells: --cells FILE"}
	case c.Out != "" && !c.Assign:
		return &project.ConfigError{Reason: "--out writes a proposal; it needs --assign"}
	}
	return checkLevel(c.Level)
}

// tellEdits says what the intake refused and repaired; what it took is in the answer.
func tellEdits(term terminal, r *report.Report) {
	if r == nil {
		return
	}
	for i, m := range r.Quarantine {
		if i == maxRemarks {
			term.warn("… and %d more refused", len(r.Quarantine)-i)
			break
		}
		term.warn("refused 隔离: %v", m)
	}
	for i, m := range r.Repairs {
		if i == maxRemarks {
			term.warn("… and %d more repaired", len(r.Repairs)-i)
			break
		}
		term.warn("repaired 修复: %v", m)
	}
}
